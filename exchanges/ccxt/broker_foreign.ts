/** Every open order of an account, whoever has placed it: one call where the exchange takes one, else market by market. */
import type { Exchange, Order } from "ccxt";
import type { DecimalText } from "../../domain/decimal.ts";
import type { ForeignOrder } from "../../domain/foreign.ts";
import type { Symbol } from "../../domain/market.ts";
import { decimalOf, wholeOf } from "./numbers.ts";
import { sideOf, symbolOf } from "./public_data.ts";

/** What an exchange's class says of its open orders. */
interface OpenOrdersFeature {
  readonly symbolRequired?: boolean;
  /** Those with a trigger are asked for by themselves. */
  readonly trigger?: boolean;
}

/**
 * The open orders, each once. `symbols` are asked for where the exchange tells those of one market only.
 * @throws what ccxt throws when there is no answer.
 */
export async function openOrdersOf(exchange: Exchange, symbols: readonly Symbol[]): Promise<ForeignOrder[]> {
  if (!exchange.has["fetchOpenOrders"]) return [];
  takeAll(exchange);
  const { symbolRequired, trigger }: OpenOrdersFeature = exchange.features?.spot?.fetchOpenOrders ?? {};
  const places = symbolRequired ? symbols.filter((symbol) => exchange.markets?.[symbol]) : [undefined];
  const found = new Map<string, ForeignOrder>();
  for (const symbol of places) {
    for (const params of trigger ? [{}, { trigger: true }] : [{}]) {
      const rows = await exchange.fetchOpenOrders(symbol, undefined, undefined, params);
      for (const order of foreignOrdersOf(rows)) found.set(`${order.symbol} ${order.orderId}`, order);
    }
  }
  return [...found.values()];
}

/** ccxt refuses to ask for all markets at once before it is told that this costs more of the rate limit. */
function takeAll(exchange: Exchange): void {
  const asked: unknown = exchange.options["fetchOpenOrders"];
  const others = typeof asked === "object" ? asked : {};
  exchange.options["fetchOpenOrders"] = { ...others, warnWithoutSymbol: false, warnIfNoSymbol: false };
  exchange.options["warnOnFetchOpenOrdersWithoutSymbol"] = false;
}

/** Orders in the domain's words; what lacks its essentials is passed over. */
export function foreignOrdersOf(rows: readonly Order[]): ForeignOrder[] {
  return rows.flatMap((row): ForeignOrder[] => {
    const [symbol, side, quantity] = [symbolOf(row.symbol), sideOf(row.side), decimalOf(row.amount)];
    if (symbol === null || side === null || quantity === null || row.id === undefined) return [];
    const stopPrice = decimalOf(row.stopLossPrice) ?? decimalOf(row.takeProfitPrice) ?? decimalOf(row.triggerPrice);
    const price = decimalOf(row.price);
    return [{
      orderId: row.id,
      clientOrderId: row.clientOrderId || null,
      symbol,
      side,
      type: typeOf(row, stopPrice),
      quantity,
      filledQuantity: decimalOf(row.filled) ?? "0",
      price: price === "0" ? null : price,
      stopPrice,
      placedMs: wholeOf(row.timestamp),
    }];
  });
}

function typeOf({ type, takeProfitPrice }: Order, stopPrice: DecimalText | null): ForeignOrder["type"] {
  if (stopPrice === null) return type === "market" ? "market" : "limit";
  return takeProfitPrice !== undefined || /take|profit/i.test(type ?? "") ? "take_profit" : "stop_loss";
}
