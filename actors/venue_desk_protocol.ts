/**
 * The venue desk: market data of any venue that a user trades at, through one supervised connection a venue. Public data is
 * shared: two users who look at the same market have one stream.
 */
import { z } from "zod";
import { candle } from "../domain/candle.ts";
import { decimalText } from "../domain/decimal.ts";
import { exchangeFailure } from "../domain/exchange_failure.ts";
import { symbol } from "../domain/market.ts";
import { type MarketView, marketView } from "../domain/market_view.ts";
import { timeframe } from "../domain/timeframe.ts";
import { venue } from "../domain/venue.ts";

export { type MarketView, marketView };

/** For who asks for candles or prices: an exchange that was not needed lately is connected first, and takes its time. */
export const VENUE_PATIENCE = "20s";

const failed = z.object({ outcome: z.literal("failed"), failure: exchangeFailure });

/** What the venue desk hears. What is asked of the venue `paper` is answered from the platform's own market. */
export const venueDeskProtocol = {
  /** All markets that somebody looks at now, by the path of who looks; replaces what it said before. Its death ends them. */
  LookAt: { in: z.object({ by: z.string(), markets: z.array(z.object({ venue, symbol })) }) },
  /** The newest state of a market; null = nothing heard yet. */
  GetView: { in: z.object({ venue, symbol }), out: marketView.nullable() },
  /** The newest closed candles and the open one, oldest first, from the exchange itself. */
  GetCandles: {
    in: z.object({ venue, symbol, timeframe, limit: z.int().min(1).max(1_000) }),
    out: z.discriminatedUnion("outcome", [z.object({ outcome: z.literal("told"), candles: z.array(candle) }), failed]),
  },
  /** Last prices in quote currency, at most some seconds old; markets that do not exist are left out. */
  GetPrices: {
    in: z.object({ venue, symbols: z.array(symbol).max(500) }),
    out: z.discriminatedUnion("outcome", [
      z.object({ outcome: z.literal("told"), prices: z.record(z.string(), decimalText) }),
      failed,
    ]),
  },
} as const;
