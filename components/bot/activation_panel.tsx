/** The form that sets a strategy to work, folded away while nobody needs it. */
import { useState } from "preact/hooks";
import type { DecimalText } from "../../domain/decimal.ts";
import type { BotPage } from "../../web/bot/page.ts";
import type { Language, Texts } from "../../web/i18n/mod.ts";
import { NoAccount } from "../trading/no_account.tsx";
import { ActivationForm } from "./activation_form.tsx";

interface PanelProps extends Omit<BotPage, "view"> {
  readonly language: Language;
  readonly texts: Texts;
  /** What strategies at work may still spend at an account. */
  readonly promisedAt: (brokerId: string, quote: string) => DecimalText;
  readonly done: () => void;
}

/** Open where the address asks for a copy; else a button opens it. */
export function BotActivation({ form, isCopy, ...rest }: PanelProps) {
  const { accounts, texts } = rest;
  const { form: words } = texts.bot;
  const [isOpen, setOpen] = useState(isCopy);
  if (accounts.length === 0) return <NoAccount texts={texts.trading} />;
  return (
    <section class="panel bot-new">
      <header class="panel-head">
        <h2>
          <button
            type="button"
            class="bot-fold"
            aria-expanded={isOpen}
            aria-controls="bot-form"
            onClick={() => setOpen(!isOpen)}
          >
            <span aria-hidden="true">{isOpen ? "−" : "+"}</span> {isCopy ? words.copyTitle : words.title}
          </button>
        </h2>
      </header>
      {/* Its sources are read once it is looked at. */}
      <div id="bot-form">
        {isOpen && (form === null
          ? (
            <p class="quiet empty">
              {words.noStrategies} <a href="/strategies">{words.writeOne}</a>
            </p>
          )
          : <ActivationForm first={form} isCopy={isCopy} {...rest} />)}
      </div>
    </section>
  );
}
