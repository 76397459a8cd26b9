/** What the user prefers, kept with the account: language, theme and time zone. */
import { timeZones } from "../domain/time_zone.ts";
import type { Language, Texts } from "../web/i18n/mod.ts";
import type { Theme } from "../web/preferences.ts";
import { useTimes } from "../web/zone.ts";
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
      <form id="preferences" method="post" action="/preferences" f-client-nav="false" class="panel-line">
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
        <label class="field">
          <span>{texts.timeZone}</span>
          <input
            name="timeZone"
            list="time-zones"
            required
            maxLength={64}
            autocomplete="off"
            spellcheck={false}
            value={useTimes().zone}
            title={texts.timeZoneHint}
          />
          <datalist id="time-zones">{timeZones().map((zone) => <option key={zone} value={zone} />)}</datalist>
        </label>
        <button type="submit" class="button">{texts.save}</button>
      </form>
    </Panel>
  );
}
