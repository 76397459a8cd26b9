/** The last price of a market, as its venue tells it. */
import type { DecimalText } from "../domain/decimal.ts";
import type { Symbol } from "../domain/market.ts";
import type { Venue } from "../domain/venue.ts";
import { type ActorContext, AskError } from "./runtime/mod.ts";
import { venueDeskProtocol } from "./venue_desk_protocol.ts";

/** A market, and the desk that knows prices of venues; null = nobody does. */
export interface PricedMarket {
  readonly venuesPath: string | null;
  readonly venue: Venue;
  readonly symbol: Symbol;
}

/** Others wait behind the question. */
const ANSWER = { timeout: "3s" } as const;

/** In quote currency; null = it is not known now. */
export async function lastPriceOf(
  { venuesPath, venue: { exchange, environment }, symbol }: PricedMarket,
  ctx: Pick<ActorContext, "whereis" | "log">,
): Promise<DecimalText | null> {
  if (venuesPath === null) return null;
  const asked = { venue: { exchange, environment }, symbols: [symbol] };
  try {
    const told = await ctx.whereis(venuesPath, venueDeskProtocol).ask("GetPrices", asked, ANSWER);
    return told.outcome === "told" ? told.prices[symbol] ?? null : null;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    ctx.log.warn("The last price is not told", { symbol, why: error.message });
    return null;
  }
}
