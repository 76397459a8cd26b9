/** What a candle maker hears, and what it is started with. */
import { z } from "zod";
import { candle, candleClosed, candleUpdated } from "../../domain/candle.ts";
import { candleCorrected } from "../../domain/feed_audit.ts";
import { symbol } from "../../domain/market.ts";
import { timeframe } from "../../domain/timeframe.ts";
import { marketFollowerProtocol } from "../market_desk_protocol.ts";
import type { ActorContext } from "../runtime/mod.ts";

/** Which market, and which following of it: what an earlier one has set going is ignored. */
const ofMarket = { life: z.number(), symbol };

/** What a candle maker hears. */
export const candleMakerProtocol = {
  ...marketFollowerProtocol,
  SourceClosed: { in: candleClosed },
  SourceUpdated: { in: candleUpdated },
  SourceCorrected: { in: candleCorrected },
  /** Asks the desk which markets are wanted. */
  AskDesk: {},
  /** The desk's answer. */
  MarketsWanted: { in: z.object({ symbols: z.array(symbol) }) },
  DeskSilent: { in: z.object({ why: z.string() }) },
  /** Asks the recorder for what is missing of a market. */
  CatchUp: { in: z.object(ofMarket) },
  /** The recorder's answer: source candles from where the maker stood, oldest first. */
  SourceCandlesFound: { in: z.object({ ...ofMarket, lastMs: z.int().nullable(), candles: z.array(candle) }) },
  CatchUpFailed: { in: z.object({ ...ofMarket, why: z.string() }) },
  /** The recorder's answer: source candles that were corrected while nobody made the longer ones anew. */
  CorrectionsFound: { in: z.object({ ...ofMarket, candles: z.array(candle) }) },
  /** The next correction is looked into (again). */
  Correct: { in: z.object(ofMarket) },
  /** The recorder's answer: all source candles of a bucket, and the candle that was made of them; null = there is none. */
  BucketFound: { in: z.object({ ...ofMarket, parts: z.array(candle), made: candle.nullable() }) },
  CorrectionFailed: { in: z.object({ ...ofMarket, why: z.string() }) },
  TellCoherence: {},
} as const;

/** What a candle maker is started with. */
export const candleMakerArgs = z.object({
  timeframe: timeframe.exclude(["1m"]),
  /** Markets that are followed from the start. */
  symbols: z.array(symbol),
  recorderPath: z.string(),
  /** Who knows which others are wanted; null = nobody does. */
  deskPath: z.string().nullable().default(null),
  /** Whose candles these are, for the audit log. */
  exchange: z.string().default("demo"),
});

/** A candle maker's context. */
export type MakerContext = ActorContext<typeof candleMakerProtocol>;
