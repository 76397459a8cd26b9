/** One account's orders beside the exchange's: what differs, in words. Pure. */
import { Decimal, sumDecimal } from "../domain/decimal.ts";
import type { Fill, Order } from "../domain/order.ts";
import { type LedgerOrder, plain } from "./ledger.ts";

/** An order of ours with its executions as we have booked them. */
export interface BookedOrder {
  readonly order: Order;
  readonly fills: readonly Fill[];
}

/**
 * What differs: each order of ours must be one of theirs, in the same state and with the same executions, or a refusal with
 * its reason; and each of theirs one of ours.
 */
export function orderDifferences(ours: readonly BookedOrder[], theirs: readonly LedgerOrder[]): string[] {
  const at = Map.groupBy(theirs, ({ clientOrderId }) => clientOrderId);
  const names = new Set(ours.map(({ order }) => order.clientOrderId));
  const doubled = [...at].filter(([, same]) => same.length > 1);
  return [
    ...(names.size < ours.length ? ["an order of ours is there twice"] : []),
    ...doubled.map(([id, same]) => `the exchange has ${same.length} orders "${id}"`),
    ...[...at.keys()].filter((id) => !names.has(id)).map((id) => `"${id}" is only at the exchange`),
    ...ours.flatMap((one) => {
      const their = at.get(one.order.clientOrderId)?.[0];
      const { clientOrderId, purpose } = one.order;
      const found = their === undefined ? refusalDifferences(one) : fieldDifferences(one, their);
      return found.map((line) => `"${clientOrderId}" (${purpose}): ${line}`);
    }),
  ];
}

/** Whether it was denied by us or refused by the exchange. */
export function isRefused({ state }: Pick<Order, "state">): boolean {
  return state === "denied" || state === "rejected";
}

function refusalDifferences({ order, fills }: BookedOrder): string[] {
  const { state, reason } = order;
  if (!isRefused(order)) return [`it is ${state}, and the exchange has none`];
  return [
    ...(reason === null ? [`it is ${state} without a reason`] : []),
    ...(fills.length > 0 ? [`it is ${state}, and has ${fills.length} fills`] : []),
  ];
}

function fieldDifferences({ order, fills }: BookedOrder, their: LedgerOrder): string[] {
  const quotes = their.fills.map(({ price, quantity }) => new Decimal(price).times(quantity).toFixed());
  const fields: readonly (readonly [name: string, ours: string, theirs: string])[] = [
    ["state", order.state, their.state],
    ["symbol", order.symbol, their.symbol],
    ["side", order.side, their.side],
    ["quantity", plain(order.quantity), their.quantity],
    ["filled", plain(order.filledQuantity), sumDecimal(their.fills.map(({ quantity }) => quantity))],
    ["filled quote", plain(order.filledQuote), sumDecimal(quotes)],
    ["fills", textOf(fills), textOf(their.fills)],
  ];
  return fields.filter(([, ours, theirs]) => ours !== theirs)
    .map(([name, ours, theirs]) => `${name} is ${ours}, at the exchange ${theirs}`);
}

function textOf(fills: readonly Omit<Fill, "clientOrderId">[]): string {
  return fills.map(({ fillId, price, quantity, fee, feeCurrency, timeMs }) =>
    `${fillId}: ${plain(quantity)} at ${plain(price)}, fee ${plain(fee)} ${feeCurrency}, ${timeMs}`
  ).sort().join("; ");
}
