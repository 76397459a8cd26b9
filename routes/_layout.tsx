/** Menu and status bar around every page. */
import { Partial } from "fresh/runtime";
import { Icon } from "../components/icon.tsx";
import { LanguageForm } from "../components/language_form.tsx";
import { BottomMenu, Brand, Menu } from "../components/menu.tsx";
import Drawer from "../islands/drawer.tsx";
import KillSwitch from "../islands/kill_switch.tsx";
import StatusBar from "../islands/status_bar.tsx";
import ThemeToggle from "../islands/theme_toggle.tsx";
import Toasts from "../islands/toasts.tsx";
import { UTC } from "../domain/time_zone.ts";
import { define } from "../web/state.ts";
import { ZoneOfPage } from "../web/zone.ts";

export default define.layout(async ({ Component, state, url }) => {
  const { texts, language, theme, viewer } = state;
  if (viewer === null || viewer.mustChangePassword) return <Component />;
  const { services, house } = state;
  const { facts } = services;
  const [{ status, strategies, runs }, preferences, hasLive, kill] = await Promise.all([
    services.snapshot(),
    house.preferencesOf(viewer.userId),
    services.brokers.hasLive(),
    services.risk.kill(),
  ]);
  const zone = preferences?.timeZone ?? UTC;
  return (
    <ZoneOfPage zone={zone}>
      <div class="shell" data-environment={hasLive ? "live" : facts.environment} data-zone={zone}>
        <a class="skip" href="#main">{texts.app.skip}</a>
        <nav class="menu" aria-label={texts.menu.label}>
          <Menu texts={texts} path={url.pathname} viewer={viewer} zone={zone} />
        </nav>
        <header class="bar">
          <Brand texts={texts} />
          <StatusBar {...{ language, facts, hasLive, status, strategies, runs }} />
          <div class="bar-tools">
            <KillSwitch language={language} rendered={kill} />
            <LanguageForm language={language} texts={texts} />
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
            <Menu texts={texts} path={url.pathname} viewer={viewer} zone={zone} />
          </Drawer>
        </nav>
        <Toasts language={language} />
      </div>
    </ZoneOfPage>
  );
});
