/** What a user without an account sees: the way to one. */
import type { Texts } from "../../web/i18n/mod.ts";
import { Icon } from "../icon.tsx";

/** Leads to the page where accounts are added. */
export function NoAccount({ texts }: { texts: Texts["trading"] }) {
  return (
    <section class="panel later">
      <p class="later-badge">
        <Icon name="trading" size={18} /> {texts.noBroker}
      </p>
      <p>{texts.noBrokerText}</p>
      <p>
        <a class="button primary" href="/account">{texts.addBroker}</a>
      </p>
    </section>
  );
}
