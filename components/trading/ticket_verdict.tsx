/** What would become of the ticket, below its fields: what is cut, and whether it would be taken. */
import type { Market } from "../../domain/market.ts";
import type { Checked } from "../../web/client/trading/verdict.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { reasonText } from "../../web/reason_text.ts";
import { changeText } from "./ticket_words.ts";
import { valueText } from "./words.ts";

interface VerdictProps {
  readonly checked: Checked;
  /** Whether the form holds a ticket. */
  readonly isComplete: boolean;
  /** What is free, in words, where the ticket asks for more; null where it does not. */
  readonly over: string | null;
  readonly market: Market;
  readonly language: Language;
  readonly texts: Texts;
}

/** Always there, so that what appears in it is read out. */
export function TicketVerdictLine(props: VerdictProps) {
  const { isComplete, over, texts } = props;
  return (
    <div class="ticket-verdict" aria-live="polite">
      {over !== null && <p class="warns">{fill(texts.trading.ticket.over, { free: over })}</p>}
      {isComplete && <Verdict {...props} />}
    </div>
  );
}

function Verdict({ checked: { verdict, error }, market, language, texts: { trading: texts } }: VerdictProps) {
  const words = texts.ticket;
  if (error !== null) return <p class="error-text">{fill(words.checkFailed, { reason: error })}</p>;
  if (verdict === null) return <p class="quiet">{words.checking}</p>;
  if (verdict.verdict === "denied") {
    return <p class="error-text">{fill(words.denied, { reason: reasonText(verdict.reason, language) })}</p>;
  }
  const value = verdict.value && `${valueText(verdict.value, language)} ${market.quote}`;
  return (
    <>
      {verdict.changes.map((change) => (
        <p key={change.field} class="warns">{changeText(change, words.cut, texts, language)}</p>
      ))}
      <p class="up">{value ? fill(words.okValue, { value }) : words.ok}</p>
    </>
  );
}
