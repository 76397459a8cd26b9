/** What a user wishes about orders that stand, and what became of it, told as a notice. */
import type { Managed } from "../../../actors/manual_desk_protocol.ts";
import type { DecimalText } from "../../../domain/decimal.ts";
import type { Order } from "../../../domain/order.ts";
import type { OrderExits } from "../../../domain/ticket.ts";
import { currencies } from "../../format.ts";
import { fill, type Language, type Texts } from "../../i18n/mod.ts";
import { exactPrice, orderSentence } from "../../order_sentence.ts";
import { toast } from "../toasts.ts";
import type { Account } from "./account.ts";
import { type Answer, postJson } from "./ask.ts";
import { type Movable, movableText, standingOf } from "./movable.ts";

/** Of which account, told in which language. */
export interface Wishing {
  readonly account: Account;
  readonly language: Language;
}

/** Cancels one order. */
export async function cancelOrder({ account, language }: Wishing, order: Order): Promise<void> {
  const answer = await postJson<Managed>(`/api/trading/orders/${order.clientOrderId}/cancel`, {});
  tell(
    account,
    answer,
    (texts) => fill(texts.trading.orders.canceled, { order: orderSentence(order, texts, language) }),
  );
}

/** Calls off the exits of what was bought, those that are watched and those that stand at the exchange. */
export async function callOffExits({ account }: Wishing, { clientOrderId, symbol }: OrderExits): Promise<void> {
  const answer = await postJson<Managed>(`/api/trading/orders/${clientOrderId}/cancel`, {});
  tell(account, answer, (texts) => fill(texts.trading.exits.calledOff, { symbol }));
}

/** Moves an order or an exit to another price. */
export async function move({ account, language }: Wishing, what: Movable, to: DecimalText): Promise<void> {
  const [id, body] = "order" in what
    ? [what.order.clientOrderId, { to }]
    : [what.exits.clientOrderId, { to, exit: what.exit }];
  const answer = await postJson<Managed>(`/api/trading/orders/${id}/move`, body);
  tell(account, answer, (texts) => {
    const { quote } = currencies(standingOf(what).symbol);
    return fill("order" in what ? texts.trading.orders.moved : texts.trading.exits.moved, {
      price: `${exactPrice(to, language)} ${quote}`,
      order: movableText(what, to, texts, language),
    });
  });
}

/** Cancels every open order of the account. */
export async function cancelAllOrders({ account }: Wishing): Promise<void> {
  const answer = await postJson<{ results: Managed[] }>(`/api/trading/${account.brokerId}/cancel-all`, {
    symbol: null,
  });
  if (!answer.ok) return fail(answer.reason);
  const { results } = answer.value;
  for (const result of results) if (result.outcome !== "unknown" && result.order) account.take(result.order);
  const done = results.filter(({ outcome }) => outcome === "done").length;
  const refused = results.length - done;
  toast(
    refused > 0 ? "warning" : "info",
    (texts) =>
      fill(refused > 0 ? texts.trading.orders.canceledAll : texts.trading.orders.canceledAllDone, { done, refused }),
  );
  for (const result of results) if (result.outcome === "refused") fail(result.reason);
}

function tell(account: Account, answer: Answer<Managed>, done: (texts: Texts) => string): void {
  if (!answer.ok) return fail(answer.reason);
  const managed = answer.value;
  if (managed.outcome === "unknown") return void toast("error", (texts) => texts.trading.orders.gone);
  if (managed.order) account.take(managed.order);
  void account.refresh();
  if (managed.outcome === "refused") fail(managed.reason);
  else toast("info", done);
}

function fail(reason: string): void {
  toast("error", (texts) => fill(texts.trading.orders.refused, { reason }));
}
