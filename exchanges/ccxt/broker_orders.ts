/** From an order of ours to ccxt's `createOrder`: its words, and numbers in the market's steps, cut and never raised. */
import type { Exchange } from "ccxt";
import { TRUNCATE } from "ccxt/base/functions/number.js";
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import type { OrderRequest } from "../../domain/order.ts";
import { nameOf } from "./open.ts";

/** What `createOrder` is handed after the symbol. Numbers as exact text, which ccxt takes where it says `number`. */
export interface CcxtOrder {
  readonly type: "market" | "limit";
  readonly side: "buy" | "sell";
  readonly amount: DecimalText;
  readonly price: DecimalText | undefined;
  readonly params: Readonly<Record<string, string>>;
}

/** What of an order matters here. */
export type Orderable = Pick<
  OrderRequest,
  "clientOrderId" | "symbol" | "side" | "type" | "quantity" | "price" | "stopPrice"
>;

/**
 * An order in ccxt's words. Its markets must be loaded.
 * @throws {InvalidOrder} of ccxt, when nothing is left of the quantity.
 */
export function ccxtOrderOf(of: Orderable, exchange: Exchange): CcxtOrder {
  const { clientOrderId, side, type, symbol, price, stopPrice } = of;
  const amount = exactOf(exchange.amountToPrecision(symbol, of.quantity));
  const stop = stopPrice === null ? "" : cutPrice(stopPrice, symbol, exchange);
  switch (type) {
    case "market":
      return { type: "market", side, amount, price: undefined, params: { clientOrderId } };
    case "limit":
      return {
        type: "limit",
        side,
        amount,
        price: cutPrice(price ?? "0", symbol, exchange),
        params: { clientOrderId },
      };
    case "stop_loss":
      return { type: "market", side, amount, price: undefined, params: { clientOrderId, stopLossPrice: stop } };
    case "take_profit":
      return { type: "market", side, amount, price: undefined, params: { clientOrderId, takeProfitPrice: stop } };
  }
}

/** Which orders with a stop price an exchange takes, as far as ccxt knows. */
export function possible(exchange: Exchange): { readonly stopLoss: boolean; readonly takeProfit: boolean } {
  const can = featuresOf(exchange);
  return { stopLoss: Boolean(can["stopLossPrice"]), takeProfit: Boolean(can["takeProfitPrice"]) };
}

/** Why an exchange cannot take an order of this kind, as far as ccxt knows; null = it can. */
export function notPossible({ type, side }: Orderable, exchange: Exchange): string | null {
  const can = featuresOf(exchange);
  const { stopLoss, takeProfit } = possible(exchange);
  const name = nameOf(exchange);
  if (type === "stop_loss" && !stopLoss) return `${name} takes no stop-loss orders`;
  if (type === "take_profit" && !takeProfit) return `${name} takes no take-profit orders`;
  if (type === "market" && side === "buy" && can["marketBuyRequiresPrice"]) {
    return `${name} takes market buys by the amount to spend only; place a limit order instead`;
  }
  return null;
}

/** The number that would have to be changed before the exchange takes it; null = none. */
export function notInSteps(of: Orderable, cut: CcxtOrder): string | null {
  const stop = cut.params["stopLossPrice"] ?? cut.params["takeProfitPrice"];
  const pairs = [["quantity", of.quantity, cut.amount], ["price", of.price, cut.price], [
    "stop price",
    of.stopPrice,
    stop,
  ]] as const;
  const changed = pairs.find(([, from, to]) => to !== undefined && from !== null && !new Decimal(from).eq(to));
  return changed ? `${changed[0]} ${changed[1]} is not in the market's steps; ${changed[2]} would be` : null;
}

function featuresOf(exchange: Exchange): Readonly<Record<string, unknown>> {
  return exchange.features?.spot?.createOrder ?? {};
}

function cutPrice(price: DecimalText, symbol: string, exchange: Exchange): DecimalText {
  const { precision } = exchange.market(symbol);
  if (precision?.price === undefined) return price;
  return exactOf(
    exchange.decimalToPrecision(price, TRUNCATE, precision.price, exchange.precisionMode, exchange.paddingMode),
  );
}

function exactOf(text: unknown): DecimalText {
  return new Decimal(String(text)).toFixed();
}
