/**
 * What the market desk hears, and what it asks of those who follow markets on its word; apart from the desk itself, so that
 * they need not load it.
 */
import { z } from "zod";
import { candle } from "../domain/candle.ts";
import { market, symbol } from "../domain/market.ts";
import { timeframe } from "../domain/timeframe.ts";
import { downSchema } from "./runtime/mod.ts";

/** A market and timeframe that somebody wants to be followed and kept. */
export const need = z.object({
  symbol,
  timeframe,
  /** Candles are wanted from here on (open time, UTC ms); null = from wherever its history begins. */
  fromMs: z.int().nullable(),
  /** Path of the actor that wants it; its end is the end of the need, unless it comes back and tells it again. */
  by: z.string(),
  /** The need ends by itself so long (ms) after it was told last; null = it holds until it is released. */
  forMs: z.int().positive().nullable(),
});
/** A market and timeframe that somebody wants. */
export type Need = z.infer<typeof need>;

/** How far a market's stored candles reach. */
export const history = z.object({
  symbol,
  /** Open time (UTC ms) of the first stored 1m candle; null = there is none yet. */
  firstMs: z.int().nullable(),
  /** Open time (UTC ms) of the earliest candle that anybody wants; null = nobody wants any in particular. */
  wantedMs: z.int().nullable(),
  /** Whether everything wanted is stored: from `wantedMs`, or from the exchange's own beginning, up to the last close. */
  complete: z.boolean(),
  /** Why the last attempt to fetch failed, in the exchange's words; null while all is well. */
  error: z.string().nullable(),
});
/** How far a market's stored candles reach. */
export type History = z.infer<typeof history>;

/** Whether a need was taken; one for a market that the exchange does not have, or for one market too many, is not. */
export const needAnswer = z.object({ accepted: z.boolean(), reason: z.string().nullable() });

/** A page of final 1m candles, the answer to {@linkcode marketSourceProtocol.FetchPast}. */
export const pastFetched = z.object({
  symbol,
  fromMs: z.int(),
  toMs: z.int(),
  /** All that the exchange has there, oldest first; empty where it has none or the attempt failed. */
  candles: z.array(candle),
  /** Why it failed; null = it did not. */
  why: z.string().nullable(),
  /** How long (ms) the exchange asks to be left alone; null where it does not. */
  retryAfterMs: z.number().nullable(),
});
/** A page of final 1m candles. */
export type PastFetched = z.infer<typeof pastFetched>;

/** What everybody understands who follows markets on the desk's word: the feed and the candle makers. */
export const marketFollowerProtocol = {
  /** A market is wanted from now on. One that is followed already stays as it is. */
  Follow: { in: z.object({ symbol }) },
  /** It is wanted no longer. One that is not followed is no error. */
  Unfollow: { in: z.object({ symbol }) },
} as const;

/** What the desk asks of the feed. */
export const marketSourceProtocol = {
  ...marketFollowerProtocol,
  /** The rules of any market of the exchange, followed or not; null where it has no such market. */
  GetMarket: { in: z.object({ symbol }), out: market.nullable() },
  /**
   * Fetches the final 1m candles that open at or after `fromMs` and before `toMs` (UTC ms; at most 1,000, the oldest first),
   * when nothing live needs the exchange's budget more. Tells `PastFetched` to the actor at `replyTo`, also when it fails.
   */
  FetchPast: { in: z.object({ symbol, fromMs: z.int(), toMs: z.int(), replyTo: z.string() }) },
} as const;

/** Where the feed tells what it fetched; one that comes late, or twice, is ignored. */
export const pastListenerProtocol = { PastFetched: { in: pastFetched } } as const;

/** Number of the incarnation: what an earlier one has set going is ignored. */
const life = z.number();

/** What the market desk hears. */
export const marketDeskProtocol = {
  ...pastListenerProtocol,
  /** Somebody wants a market. Told again it replaces what the same actor said of the same market and timeframe. */
  Need: { in: need, out: needAnswer },
  Release: { in: z.object({ symbol, timeframe, by: z.string() }) },
  /** The markets to follow now: the configured ones, and those that somebody wants or has wanted until lately. */
  GetWantedSymbols: { out: z.array(symbol) },
  /** Who wants what. */
  GetNeeds: { out: z.array(need) },
  /** How far the stored candles of a market reach; null where nobody wants it. */
  GetHistory: { in: z.object({ symbol }), out: history.nullable() },
  /** An actor that needed something has ended. */
  HolderEnded: { in: downSchema },
  /** Asks the feed whether the exchange has a market. */
  LookUp: { in: z.object({ life, symbol }) },
  LookedUp: { in: z.object({ life, symbol, isListed: z.boolean().nullable(), why: z.string().nullable() }) },
  /** Fills the past on, if there is something to do. */
  FillPast: { in: z.object({ life }) },
  /** The recorder's answer: where the stored minutes of a market begin, null = nowhere yet. */
  FirstFound: { in: z.object({ life, symbol, firstMs: z.int().nullable(), why: z.string().nullable() }) },
  /** The recorder's answer to a page of the past; `why` = it was not stored. */
  PastStored: { in: z.object({ life, why: z.string().nullable() }) },
  /** Forgets what has run out. */
  Tidy: {},
} as const;
