/** The ticket of a signal that opens or sells so much. */
import type { DecimalText } from "../../domain/decimal.ts";
import type { Ticket } from "../../domain/ticket.ts";
import { quantityOf } from "../../domain/webhook/sizing.ts";
import type { WebhookSignal } from "../../domain/webhook/signal.ts";
import { brokerAt } from "../broker_paths.ts";
import { lastPriceOf } from "../last_price.ts";
import type { TradingPlace } from "./place.ts";
import { ANSWER, type ExecutorContext, Impossible, NotNow, type WebhookExecutor } from "./state.ts";

/**
 * @throws {NotNow} where the price is not known now. @throws {Impossible} where it would be nothing. @throws {AskError}
 * where the broker or venue does not answer.
 */
export async function sizedTicket(
  executor: WebhookExecutor,
  { action, amount, type, price, stopLoss, takeProfit }: WebhookSignal & { readonly action: "buy" | "sell" },
  { broker, market }: TradingPlace,
  ctx: ExecutorContext,
): Promise<Ticket> {
  if (amount === null) throw new Impossible("quantity is missing, expected one");
  const { by } = amount;
  const needsPrice = price === null && (by === "value" || (by === "percent" && action === "buy"));
  const facts = {
    side: action,
    price: needsPrice ? await priceOf(executor, { broker, market }, ctx) : price,
    free: by === "percent" ? await freeOf(executor, { broker, market }, ctx) : null,
  };
  const read = quantityOf(amount, facts);
  if ("refused" in read) throw new Impossible(read.refused);
  const quantity = read.value;
  return { brokerId: broker.id, symbol: market.symbol, side: action, type, quantity, price, stopLoss, takeProfit };
}

async function priceOf(
  { args: { venuesPath } }: WebhookExecutor,
  { broker, market: { symbol } }: TradingPlace,
  ctx: ExecutorContext,
): Promise<DecimalText> {
  if (venuesPath === null) throw new Impossible("value and percent need a price, expected type=limit with one");
  const price = await lastPriceOf({ venuesPath, venue: broker, symbol }, ctx);
  if (price === null) throw new NotNow(`the last price of ${symbol} is not known now`);
  return price;
}

async function freeOf({ args }: WebhookExecutor, { broker, market }: TradingPlace, ctx: ExecutorContext) {
  const balances = await brokerAt(args, broker.id, ctx).ask("GetBalances", undefined, ANSWER);
  const free = (currency: string) => balances.find((one) => one.currency === currency)?.free ?? "0";
  return { base: free(market.base), quote: free(market.quote) };
}
