/** What became of a call, in words. */
import type { WebhookCallView } from "../../domain/webhook/call.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { orderSentence } from "../../web/order_sentence.ts";

/** The word for a call in its list. */
export type CallKind = keyof Texts["webhooks"]["calls"]["kinds"];

/** What a call is called. */
export function kindOf({ verdict, state }: Pick<WebhookCallView, "verdict" | "state">): CallKind {
  if (state === "waiting") return "waiting";
  if (verdict !== "accepted") return verdict;
  return state === "failed" ? "failed" : "done";
}

/** Its colour. */
export function toneOf({ verdict, state }: Pick<WebhookCallView, "verdict" | "state">): "good" | "warns" | "bad" | "" {
  if (verdict === "refused" || state === "failed") return "bad";
  if (verdict === "duplicate") return "warns";
  return verdict === "accepted" && state === "done" ? "good" : "";
}

/** Its order, what it would be, or why there is none. */
export function resultOf(call: WebhookCallView, texts: Texts, language: Language): string {
  const { calls: words } = texts.webhooks;
  const { order, ticket, verdict, state, reason } = call;
  if (state === "waiting") return "";
  if (verdict === "test" && state === "failed") return fill(words.wouldNot, { reason: reason ?? "?" });
  if (ticket !== null && verdict === "test") {
    return fill(words.would, { order: orderSentence({ ...ticket, stopPrice: null }, texts, language) });
  }
  if (order !== null && state === "done") {
    const price = ticket?.price ?? call.signal?.price ?? null;
    const sentence = orderSentence({ ...order, price, stopPrice: null }, texts, language);
    return fill(words.order, { order: sentence, state: texts.bot.orderState[order.state] });
  }
  return state === "done" ? fill(words.nothing, { reason: reason ?? "?" }) : reason ?? "";
}
