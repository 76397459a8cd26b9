/** What a candle maker holds of one market. */
import type { Candle, CandleClosed } from "../../domain/candle.ts";
import { type CandleMaker, candleMaker } from "../../domain/candle_maker.ts";
import type { CandleSequence } from "../../domain/candle_sequence.ts";
import { CoherenceCount } from "../../domain/coherence_count.ts";
import type { Symbol } from "../../domain/market.ts";
import type { Timeframe } from "../../domain/timeframe.ts";
import type { recorderProtocol } from "../recorder_protocol.ts";
import type { ActorRef } from "../runtime/mod.ts";

/** One market. */
export interface Market {
  readonly symbol: Symbol;
  /** Tells the answers to this following from those to an earlier one. */
  readonly life: number;
  /** Ends its subscriptions. */
  readonly unsubscribe: () => void;
  maker: CandleMaker;
  /** Open time of the candle made last, UTC ms; null = none yet. */
  madeMs: number | null;
  /** Where it stands in the source candles; undefined until the recorder has told where to begin. */
  sequence: CandleSequence | undefined;
  catchingUp: boolean;
  /** Whether it has caught up before: what comes from the recorder afterwards is a repair. */
  wasLive: boolean;
  /** Source candles heard while catching up, oldest first. */
  waiting: CandleClosed[];
  attempts: number;
  /** Whether it is known which source candles were corrected while nobody made the longer ones anew. */
  checked: boolean;
  /** Corrected source candles that were not looked into yet, in the order in which they were heard. */
  readonly corrected: Candle[];
  /** The recorder was asked. */
  correcting: boolean;
  /** Failed attempts in a row to ask it. */
  correctionAttempts: number;
  readonly coherence: CoherenceCount;
}

/** A candle maker's state. */
export interface MakerState {
  readonly timeframe: Timeframe;
  readonly source: Timeframe;
  readonly exchange: string;
  readonly recorder: ActorRef<typeof recorderProtocol>;
  readonly markets: Map<Symbol, Market>;
}

/** A market of which nothing is known yet. */
export function newMarket(symbol: Symbol, timeframe: Timeframe, life: number, unsubscribe: () => void): Market {
  return {
    symbol,
    life,
    unsubscribe,
    maker: candleMaker(timeframe, null),
    madeMs: null,
    sequence: undefined,
    catchingUp: true,
    wasLive: false,
    waiting: [],
    attempts: 0,
    checked: false,
    corrected: [],
    correcting: false,
    correctionAttempts: 0,
    coherence: new CoherenceCount(symbol, timeframe),
  };
}

/** The market that an answer is for; undefined when it belongs to an earlier following. */
export function marketOf({ markets }: MakerState, of: { life: number; symbol: Symbol }): Market | undefined {
  const market = markets.get(of.symbol);
  return market?.life === of.life ? market : undefined;
}
