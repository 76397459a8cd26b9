/** What became of the last ticket, in words: taken, filled, refused with the reason, or not answered. */
import type { PlacedTicket } from "../../domain/ticket.ts";
import type { Account } from "../../web/client/trading/account.ts";
import type { Outcome } from "../../web/client/trading/ticket_outcome.ts";
import { averagePrice } from "../../web/average_price.ts";
import { currencies, decimal, price } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { orderSentence } from "../../web/order_sentence.ts";
import { reasonText } from "../../web/reason_text.ts";
import { changeText } from "./ticket_words.ts";

/** The outcome with what has become of its order and exits since. */
export function newest(outcome: Outcome, { attempts, exits }: Pick<Account, "attempts" | "exits">): Outcome {
  if (outcome.kind !== "placed") return outcome;
  const { placed } = outcome;
  const isOf = (one: { readonly clientOrderId: string }) => one.clientOrderId === placed.order.clientOrderId;
  const order = attempts.value.orders.find(isOf) ?? placed.order;
  const known = exits.value.find(isOf);
  // Exits that are over leave the list: those of a buy that is filled do not wait any more.
  const isPast = known === undefined && order.state === "filled" && placed.exits?.state === "waiting";
  return { kind: "placed", placed: { ...placed, order, exits: isPast ? null : known ?? placed.exits } };
}

interface ResultProps {
  readonly outcome: Outcome | null;
  readonly language: Language;
  readonly texts: Texts;
}

/** Always there, so that what appears in it is read out. */
export function TicketResult({ outcome, language, texts }: ResultProps) {
  const lines = outcome === null ? [] : linesOf(outcome, texts, language);
  return (
    <div class="ticket-result" role="status" aria-label={texts.trading.result.title}>
      {lines.map(({ text, tone }) => <p key={text} class={tone}>{text}</p>)}
    </div>
  );
}

interface Line {
  readonly text: string;
  readonly tone: "up" | "warns" | "error-text" | "quiet";
}

/** The sentences of an outcome. */
export function linesOf(outcome: Outcome, texts: Texts, language: Language): Line[] {
  const words = texts.trading.result;
  if (outcome.kind === "unheard") return [{ text: fill(words.unheard, { reason: outcome.reason }), tone: "warns" }];
  if (outcome.kind === "refused") {
    return [{ text: fill(words.refusedRequest, { reason: outcome.reason }), tone: "error-text" }];
  }
  const { placed: { order, exits, changes } } = outcome;
  const cuts = changes.map((change): Line => ({
    text: changeText(change, words.cut, texts.trading, language),
    tone: "warns",
  }));
  return [orderLine(order, texts, language), ...cuts, ...exitLines(exits, texts)];
}

function orderLine(order: PlacedTicket["order"], texts: Texts, language: Language): Line {
  const words = texts.trading.result;
  const { base, quote } = currencies(order.symbol);
  const average = averagePrice(order.filledQuote, order.filledQuantity);
  const values = {
    order: orderSentence(order, texts, language),
    reason: reasonText(order.reason ?? "", language),
    filled: `${decimal(order.filledQuantity, language)} ${base}`,
    price: average === null ? "–" : `${price(average, language)} ${quote}`,
  };
  const line = (text: string, tone: Line["tone"]): Line => ({ text: fill(text, values), tone });
  switch (order.state) {
    case "filled":
      return line(words.filled, "up");
    case "partially_filled":
      return line(words.partial, "up");
    case "denied":
      return line(words.denied, "error-text");
    case "rejected":
      return line(words.rejected, "error-text");
    case "canceled":
      return line(words.canceled, "warns");
    case "expired":
      return line(words.expired, "warns");
    case "unknown":
      return line(words.unknown, "warns");
    default:
      return line(words.placed, "up");
  }
}

function exitLines(exits: PlacedTicket["exits"], { trading: { result: words } }: Texts): Line[] {
  if (exits?.state === "waiting") return [{ text: words.exitsWaiting, tone: "quiet" }];
  if (exits?.state === "working") return [{ text: words.exitsWorking, tone: "up" }];
  if (exits?.state === "failed") {
    return [{ text: fill(words.exitsFailed, { reason: exits.reason ?? "" }), tone: "error-text" }];
  }
  return [];
}
