/** The switch to the other language. */
import type { Language, Texts } from "../web/i18n/mod.ts";

/** A button that shows the same page in the other language. */
export function LanguageForm({ language, texts }: { language: Language; texts: Texts }) {
  const other = language === "fr" ? "en" : "fr";
  return (
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
  );
}
