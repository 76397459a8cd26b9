/** What the user prefers, kept with the account: language and theme. */
import type { Language, Texts } from "../web/i18n/mod.ts";
import type { Theme } from "../web/preferences.ts";
import { Panel } from "./panel.tsx";

interface PreferencesProps {
  readonly language: Language;
  readonly theme: Theme;
  readonly texts: Texts;
}

/** A form that is saved as a whole. */
export function PreferencesPanel({ language, theme, texts: { account: texts, preferences } }: PreferencesProps) {
  return (
    <Panel title={texts.preferences}>
      <form method="post" action="/preferences" f-client-nav="false" class="panel-line">
        <label class="field">
          <span>{texts.language}</span>
          <select name="language">
            <option value="fr" selected={language === "fr"}>{texts.french}</option>
            <option value="en" selected={language === "en"}>{texts.english}</option>
          </select>
        </label>
        <label class="field">
          <span>{texts.theme}</span>
          <select name="theme">
            <option value="dark" selected={theme === "dark"}>{preferences.dark}</option>
            <option value="light" selected={theme === "light"}>{preferences.light}</option>
          </select>
        </label>
        <button type="submit" class="button">{texts.save}</button>
      </form>
    </Panel>
  );
}
