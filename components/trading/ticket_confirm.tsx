/** The question before a critical order: what will be sent, to which account, and what to beware of. */
import type { Ticket } from "../../domain/ticket.ts";
import type { AccountChoice } from "../../web/trading_services.ts";
import type { ToConfirm } from "../../web/client/trading/use_ticket.ts";
import { currencies } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { exactPrice, orderSentence } from "../../web/order_sentence.ts";
import { Dialog } from "../dialog.tsx";
import { changeText } from "./ticket_words.ts";
import { valueText } from "./words.ts";

interface ConfirmProps {
  /** Null while nothing is asked. */
  readonly asked: ToConfirm | null;
  readonly choice: AccountChoice;
  readonly language: Language;
  readonly texts: Texts;
  readonly send: (ticket: Ticket) => void;
  readonly cancel: () => void;
}

/** Shows the order as it will be sent, after what was cut. */
export function TicketConfirm({ asked, choice, language, texts, send, cancel }: ConfirmProps) {
  const words = texts.trading.confirm;
  return (
    <Dialog isOpen={asked !== null} titleId="ticket-confirm-title" cancel={cancel}>
      {asked && (
        <>
          <h2 id="ticket-confirm-title">{words.title}</h2>
          <p class="confirm-order">
            {orderSentence({ ...asked.verdict.ticket, stopPrice: null }, texts, language)}
          </p>
          <ul class="confirm-facts">
            {factsOf(asked, choice, texts, language).map((line) => <li key={line}>{line}</li>)}
          </ul>
          {asked.verdict.cautions.map((caution) => (
            <p key={caution} class={caution === "live" ? "warning live" : "warning"}>{words.cautions[caution]}</p>
          ))}
          <div class="dialog-actions">
            <button type="button" class="button" onClick={cancel}>{words.cancel}</button>
            <button type="button" class={`button ticket-send ${asked.ticket.side}`} onClick={() => send(asked.ticket)}>
              {words.send}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}

function factsOf(
  { verdict: { ticket, value, changes } }: ToConfirm,
  choice: AccountChoice,
  { trading: texts }: Texts,
  language: Language,
): string[] {
  const words = texts.confirm;
  const { quote } = currencies(ticket.symbol);
  const priced = (text: string, price: string) => fill(text, { price: `${exactPrice(price, language)} ${quote}` });
  return [
    fill(words.on, { broker: choice.name, environment: texts.environment[choice.environment] }),
    ...(value === null ? [] : [fill(words.about, { value: `${valueText(value, language)} ${quote}` })]),
    ...(ticket.stopLoss === null ? [] : [priced(words.stop, ticket.stopLoss)]),
    ...(ticket.takeProfit === null ? [] : [priced(words.target, ticket.takeProfit)]),
    ...changes.map((change) => changeText(change, texts.ticket.cut, texts, language)),
  ];
}
