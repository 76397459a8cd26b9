/** Menu and status bar around every page. */
import { Partial } from "fresh/runtime";
import { Icon } from "../components/icon.tsx";
import { BottomMenu, Brand, Menu } from "../components/menu.tsx";
import Drawer from "../islands/drawer.tsx";
import StatusBar from "../islands/status_bar.tsx";
import ThemeToggle from "../islands/theme_toggle.tsx";
import Toasts from "../islands/toasts.tsx";
import { define } from "../web/state.ts";

export default define.layout(async ({ Component, state, url }) => {
  const { services, texts, language, theme } = state;
  const { status, strategies } = await services.snapshot();
  const other = language === "fr" ? "en" : "fr";
  return (
    <div class="shell" data-environment={services.facts.environment}>
      <a class="skip" href="#main">{texts.app.skip}</a>
      <nav class="menu" aria-label={texts.menu.label}>
        <Menu texts={texts} path={url.pathname} />
      </nav>
      <header class="bar">
        <Brand texts={texts} />
        <StatusBar language={language} facts={services.facts} status={status} strategies={strategies} />
        <div class="bar-tools">
          <form method="post" action="/preferences" f-client-nav="false">
            <button
              type="submit"
              class="tool"
              name="language"
              value={other}
              lang={other}
              title={other === "en" ? texts.preferences.toEnglish : texts.preferences.toFrench}
            >
              {other.toUpperCase()}
            </button>
          </form>
          <ThemeToggle language={language} theme={theme} />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <Partial name="page">
          <Component />
        </Partial>
      </main>
      <nav class="bottom" aria-label={texts.app.menu}>
        <BottomMenu texts={texts} path={url.pathname} />
        <Drawer label={texts.app.menu} closeLabel={texts.app.close} icon={<Icon name="menu" />}>
          <Menu texts={texts} path={url.pathname} />
        </Drawer>
      </nav>
      <Toasts language={language} />
    </div>
  );
});
