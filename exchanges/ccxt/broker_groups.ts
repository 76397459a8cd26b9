/**
 * Two orders of which one cancels the other. ccxt has no word for them; Binance has order lists
 * (`POST /api/v3/orderList/oco`), for which ccxt offers the plain call, signed like every other.
 */
import type { Exchange } from "ccxt";
import { Decimal } from "../../domain/decimal.ts";
import { type Found, foundIn } from "./broker_lookup.ts";
import { ccxtOrderOf, type Orderable } from "./broker_orders.ts";
import { nameOf } from "./open.ts";

/** A stop and a target of one market, side and quantity, in any order. */
export type Group = readonly [Orderable, Orderable];

/** ccxt's plain call, which its types do not know. */
interface OrderLists {
  privatePostOrderListOco(params: Readonly<Record<string, string>>): Promise<{ orderReports?: unknown[] }>;
}

/** Exchanges that take order lists as Binance does; Binance US has but the older call for them. */
const WITH_LISTS: readonly string[] = ["binance"];

/** Why an exchange takes no groups; null = it does. */
export function noGroups(exchange: Exchange): string | null {
  return WITH_LISTS.includes(exchange.id)
    ? null
    : `${nameOf(exchange)} takes no orders that cancel each other from here`;
}

/**
 * Why two orders are no group: not a stop and a target of one market, side and quantity, with the market's price between
 * theirs; null = they are one.
 */
export function noGroup([a, b]: Group): string | null {
  const isPair = [a, b].some(({ type }) => type === "stop_loss") && [a, b].some(({ type }) => type === "take_profit");
  const isOne = (["symbol", "side", "quantity"] as const).every((field) => a[field] === b[field]);
  if (!isPair || !isOne) {
    return "orders that cancel each other are a stop and a target of one market, side and quantity";
  }
  const [stop, target] = a.type === "stop_loss" ? [a, b] : [b, a];
  const [above, below] = stop.side === "sell" ? [target, stop] : [stop, target];
  return new Decimal(above.stopPrice ?? 0).gt(below.stopPrice ?? 0)
    ? null
    : `the ${
      above.type.replace("_", "-")
    } at ${above.stopPrice} is not above the other one's price of ${below.stopPrice}`;
}

/**
 * The list that a group is, in Binance's words: who sells has the target above the market and the stop below it, who buys the
 * other way round. Numbers are cut to the market's steps.
 */
export function orderListOf([a, b]: Group, exchange: Exchange): Record<string, string> {
  const [stop, target] = a.type === "stop_loss" ? [a, b] : [b, a];
  const [above, below] = stop.side === "sell" ? [target, stop] : [stop, target];
  const { amount } = ccxtOrderOf(stop, exchange);
  return {
    symbol: String(exchange.market(stop.symbol).id),
    side: stop.side.toUpperCase(),
    quantity: amount,
    ...legOf("above", above, exchange),
    ...legOf("below", below, exchange),
  };
}

/** Sends a group. @throws what ccxt throws. */
export function sendGroup(group: Group, exchange: Exchange): Promise<{ orderReports?: unknown[] }> {
  return (exchange as unknown as OrderLists).privatePostOrderListOco(orderListOf(group, exchange));
}

/** What the answer tells of the two orders. */
export function groupIn(
  { orderReports = [] }: { orderReports?: unknown[] },
  group: Group,
  exchange: Exchange,
): Found[] {
  return orderReports.flatMap((report) => {
    const row = exchange.parseOrder(report as object, exchange.market(group[0].symbol));
    const name = group.find(({ clientOrderId }) => clientOrderId === row.clientOrderId);
    const found = name && foundIn(row, { ...name, orderId: null });
    return found ? [found] : [];
  });
}

function legOf(leg: "above" | "below", order: Orderable, exchange: Exchange): Record<string, string> {
  const { stopLossPrice, takeProfitPrice } = ccxtOrderOf(order, exchange).params;
  return {
    [`${leg}Type`]: order.type.toUpperCase(),
    [`${leg}StopPrice`]: stopLossPrice ?? takeProfitPrice ?? "",
    [`${leg}ClientOrderId`]: order.clientOrderId,
  };
}
