/** Switches between the dark and the light theme, at once and for the next visits. */
import { useState } from "preact/hooks";
import { Icon } from "../components/icon.tsx";
import { showTheme } from "../web/client/theme.ts";
import { type Language, textsOf } from "../web/i18n/mod.ts";
import type { Theme } from "../web/preferences.ts";

export default function ThemeToggle({ language, theme }: { language: Language; theme: Theme }) {
  const [now, setNow] = useState(theme);
  const next: Theme = now === "dark" ? "light" : "dark";
  const label = textsOf(language).preferences[next];
  const toggle = () => {
    showTheme(next);
    setNow(next);
  };
  return (
    <button type="button" class="tool" title={label} aria-label={label} onClick={toggle}>
      <Icon name={next === "light" ? "sun" : "moon"} size={18} />
    </button>
  );
}
