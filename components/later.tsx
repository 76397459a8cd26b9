/** A page that does not exist yet, and says so. */
import type { Texts } from "../web/i18n/mod.ts";
import { Icon, type IconName } from "./icon.tsx";

interface LaterProps {
  readonly texts: Texts;
  readonly page: Exclude<keyof Texts["later"], "badge" | "text"> & IconName & keyof Texts["menu"];
}

/** What will stand on this page. */
export function Later({ texts, page }: LaterProps) {
  return (
    <section class="panel later">
      <p class="later-badge">
        <Icon name={page} size={18} /> {texts.later.badge}
      </p>
      <p>{texts.later.text}</p>
      <ul>{texts.later[page].map((item) => <li key={item}>{item}</li>)}</ul>
    </section>
  );
}
