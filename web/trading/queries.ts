/** What the endpoints of trading by hand are asked, checked. */
import { z } from "zod";
import { exitName } from "../../domain/exit_watch.ts";
import { holdingToAdopt, orderId } from "../../domain/foreign.ts";
import { type Symbol, symbol } from "../../domain/market.ts";
import { clientOrderId } from "../../domain/order.ts";
import { amount, ticket } from "../../domain/ticket.ts";
import { timeframe } from "../../domain/timeframe.ts";
import {
  type AccountView,
  ATTEMPTS_SHOWN,
  FILLS_SHOWN,
  type MarketFacts,
  OPEN_SHOWN,
  SYMBOLS_SHOWN,
} from "../client/trading/views.ts";
import { HttpError } from "../fresh/error.ts";
import type { Services } from "../services.ts";

const page = z.coerce.number().int().min(1).max(1_000_000).default(1);
const currency = z.string().min(1).max(24);

/** A broker's part of an address. */
export const ofBroker = z.object({ broker: z.uuid() });
/** An order's part of an address. */
export const ofOrder = z.object({ id: clientOrderId });
/** Balances counted in a currency. */
export const portfolioQuery = z.object({ quote: currency.optional() });
/** A page of symbols. */
export const symbolsQuery = z.object({
  search: z.string().max(40).default(""),
  quote: currency.optional(),
  page,
}).transform((query) => ({ ...query, quote: query.quote ?? null, pageSize: SYMBOLS_SHOWN }));
/** One market. */
export const marketQuery = z.object({ symbol });
/** Candles of one market. */
export const candlesQuery = z.object({
  symbol,
  timeframe,
  limit: z.coerce.number().int().min(1).max(1_000).default(500),
});
/** A page of orders. */
export const ordersQuery = z.object({ which: z.enum(["open", "attempts"]), page }).transform((query) => ({
  ...query,
  symbol: null,
  pageSize: query.which === "open" ? OPEN_SHOWN : ATTEMPTS_SHOWN,
}));
/** The page of the log that is shown. */
export const accountQuery = z.object({ page });
/** A ticket to be judged. */
export const checkBody = z.object({ ticket });
/** A ticket to be sent. */
export const placeBody = z.object({ ticketId: z.uuid(), ticket });
/** Which orders are canceled; null = those of every market. */
export const cancelAllBody = z.object({ symbol: symbol.nullable() });
/** Which order from elsewhere is adopted. */
export const adoptOrderBody = z.object({ symbol, orderId });
/** Which holding is adopted. */
export const adoptHoldingBody = z.object({ ticketId: z.uuid(), holding: holdingToAdopt });
/** Which adopted holding is released. */
export const releaseBody = z.object({ clientOrderId });
/** Where an order goes; `exit` = the stop or target of this entry. */
export const moveBody = z.object({ to: amount, exit: exitName.optional() });

/** Its ticket must be of the broker in the address. @throws {HttpError} 400. */
export function sameBroker(broker: string, of: { readonly brokerId: string }): void {
  if (of.brokerId !== broker) throw new HttpError(400, `expected a ticket of the broker "${broker}"`);
}

/** Orders, exits and executions of a broker, with this page of its log. */
export async function accountView({ trading }: Services, broker: string, page: number): Promise<AccountView> {
  const [open, attempts, exits, fills] = await Promise.all([
    trading.orders(broker, { which: "open", symbol: null, page: 1, pageSize: OPEN_SHOWN }),
    trading.orders(broker, { which: "attempts", symbol: null, page, pageSize: ATTEMPTS_SHOWN }),
    trading.exits(broker),
    trading.fills(broker, null, FILLS_SHOWN),
  ]);
  return { open: open.orders, attempts, exits, fills };
}

/** The rules of a market, its live channel, and what is known of it now. */
export async function marketFacts({ trading }: Services, broker: string, symbol: Symbol): Promise<MarketFacts> {
  const [market, channel, view] = await Promise.all([
    trading.market(broker, symbol),
    trading.channelOf(broker, symbol),
    trading.view(broker, symbol),
  ]);
  return { market, channel, view };
}
