/**
 * A candle maker: folds the closed candles of one timeframe into those of the next longer one, for every market.
 * Holds: for each market the source candles of the bucket that is open.
 * **Hears** closed and open candles of its source timeframe; the recorder's answers.
 * **Tells** the heartbeat and the open candles of its own timeframe.
 * **On restart** it subscribes first, then asks the recorder for its own last candle and the source candles after it, makes
 * what is missing and goes on. Whenever a source candle is missing it asks the recorder in the same way.
 */
import { z } from "zod";
import { backoffMs } from "../domain/backoff.ts";
import { type Candle, candle, type CandleClosed, candleClosed, candleUpdated } from "../domain/candle.ts";
import { type CandleMaker, candleMaker, hearClosed, openCandle } from "../domain/candle_maker.ts";
import { CandleSequence } from "../domain/candle_sequence.ts";
import { type Symbol, symbol } from "../domain/market.ts";
import { sourceOf, type Timeframe, timeframe, timeframeMs } from "../domain/timeframe.ts";
import { recorderProtocol } from "./recorder_protocol.ts";
import { type ActorContext, type ActorRef, defineActor } from "./runtime/mod.ts";
import { candleKey, heartbeat, openCandles } from "./topics.ts";

/** Source candles of one answer of the recorder. */
const PAGE = 1_000;
/** Live source candles kept while catching up. What comes beyond leaves a hole, for which the recorder is asked then. */
const WAITING_LIMIT = 1_000;

/** What a candle maker hears. */
export const candleMakerProtocol = {
  SourceClosed: { in: candleClosed },
  SourceUpdated: { in: candleUpdated },
  /** Asks the recorder for what is missing of a market. */
  CatchUp: { in: z.object({ life: z.number(), symbol }) },
  /** The recorder's answer: source candles from where the maker stood, oldest first. */
  SourceCandlesFound: {
    in: z.object({ life: z.number(), symbol, lastMs: z.int().nullable(), candles: z.array(candle) }),
  },
  CatchUpFailed: { in: z.object({ life: z.number(), symbol, why: z.string() }) },
} as const;

const candleMakerArgs = z.object({
  timeframe: timeframe.exclude(["1m"]),
  symbols: z.array(symbol),
  recorderPath: z.string(),
});

/** One market. */
interface Market {
  readonly symbol: Symbol;
  maker: CandleMaker;
  /** Open time of the candle made last, UTC ms; null = none yet. */
  madeMs: number | null;
  /** Where it stands in the source candles; undefined until the recorder has told where to begin. */
  sequence: CandleSequence | undefined;
  catchingUp: boolean;
  /** Source candles heard while catching up, oldest first. */
  waiting: CandleClosed[];
  attempts: number;
}

interface State {
  readonly timeframe: Timeframe;
  readonly source: Timeframe;
  readonly recorder: ActorRef<typeof recorderProtocol>;
  /** Tells the answers to this incarnation from those to an earlier one. */
  readonly life: number;
  readonly markets: ReadonlyMap<Symbol, Market>;
}

type Context = ActorContext<typeof candleMakerProtocol>;

export default defineActor({
  protocol: candleMakerProtocol,
  args: candleMakerArgs,
  init(ctx, args): State {
    const source = sourceOf(args.timeframe)!;
    const life = ctx.random();
    for (const symbol of args.symbols) {
      ctx.subscribe(heartbeat.key(candleKey(symbol, source)), "SourceClosed");
      ctx.subscribe(openCandles.key(candleKey(symbol, source)), "SourceUpdated", { conflate: true });
      ctx.self.tell("CatchUp", { life, symbol });
    }
    const recorder = ctx.whereis(args.recorderPath, recorderProtocol);
    const markets = new Map(args.symbols.map((symbol) => [symbol, marketOf(symbol, args.timeframe)]));
    return { timeframe: args.timeframe, source, recorder, life, markets };
  },
  on: {
    SourceClosed(state, closed, ctx) {
      const market = state.markets.get(closed.candle.symbol);
      if (market) hearSource(state, market, closed, ctx);
    },
    SourceUpdated(state, { candle }, ctx) {
      const market = state.markets.get(candle.symbol);
      const open = market && !market.catchingUp ? openCandle(market.maker, candle) : null;
      if (open) ctx.publish(openCandles.key(candleKey(open.symbol, state.timeframe)), { candle: open });
    },
    CatchUp(state, { life, symbol }, ctx) {
      const market = state.markets.get(symbol);
      if (life === state.life && market) askRecorder(state, market, ctx);
    },
    SourceCandlesFound(state, { life, symbol, lastMs, candles }, ctx) {
      const market = state.markets.get(symbol);
      if (life === state.life && market) catchUp(state, market, lastMs, candles, ctx);
    },
    CatchUpFailed(state, { life, symbol, why }, ctx) {
      const market = state.markets.get(symbol);
      if (life === state.life && market) tryAgain(state, market, why, ctx);
    },
  },
});

function marketOf(symbol: Symbol, timeframe: Timeframe): Market {
  const maker = candleMaker(timeframe, null);
  return { symbol, maker, madeMs: null, sequence: undefined, catchingUp: true, waiting: [], attempts: 0 };
}

/** A live source candle: the next one is folded, an old one ignored, one after a hole waits until the hole is filled. */
function hearSource(state: State, market: Market, closed: CandleClosed, ctx: Context): void {
  if (market.catchingUp) return wait(market, closed);
  const place = market.sequence!.place(closed.candle.openMs, closed.afterMs);
  if (place === "next") return take(state, market, closed.candle, ctx);
  if (place === "duplicate") return;
  wait(market, closed);
  market.catchingUp = true;
  askRecorder(state, market, ctx);
}

function wait(market: Market, closed: CandleClosed): void {
  if (market.waiting.length < WAITING_LIMIT) market.waiting.push(closed);
}

function take(state: State, market: Market, candle: Candle, ctx: Context): void {
  market.sequence!.take(candle.openMs);
  const { maker, closed } = hearClosed(market.maker, candle);
  market.maker = maker;
  for (const made of closed) {
    ctx.publish(heartbeat.key(candleKey(made.symbol, state.timeframe)), { candle: made, afterMs: market.madeMs });
    market.madeMs = made.openMs;
  }
}

/** Asks without keeping the mailbox waiting; the answer comes as a message. */
function askRecorder(state: State, { symbol, sequence }: Market, ctx: Context): void {
  const { recorder, source, timeframe, life } = state;
  const find = async () => {
    const last = sequence ? null : await recorder.ask("GetLastCandle", { symbol, timeframe }, { signal: ctx.signal });
    const lastMs = last?.openMs ?? null;
    const fromMs = sequence?.nextMs ?? (last ? last.closeMs + 1 : 0);
    const range = { symbol, timeframe: source, fromMs, toMs: null, limit: PAGE };
    const candles = await recorder.ask("GetCandles", range, { signal: ctx.signal });
    ctx.self.tell("SourceCandlesFound", { life, symbol, lastMs, candles });
  };
  find().catch((error) => {
    if (!ctx.signal.aborted) ctx.self.tell("CatchUpFailed", { life, symbol, why: messageOf(error) });
  });
}

/**
 * The recorder is the judge of what exists: what it leaves out between two of its candles is an exchange's halt. A candle
 * heard live that it does not have yet is waited for.
 */
function catchUp(state: State, market: Market, lastMs: number | null, candles: Candle[], ctx: Context): void {
  if (!market.sequence) {
    market.maker = candleMaker(state.timeframe, lastMs);
    market.madeMs = lastMs;
    const { nextMs } = market.maker;
    market.sequence = new CandleSequence(state.source, nextMs === null ? null : nextMs - timeframeMs(state.source));
  }
  for (const candle of candles) take(state, market, candle, ctx);
  if (candles.length > 0) market.attempts = 0;
  if (candles.length === PAGE) return askRecorder(state, market, ctx);
  replay(state, market, ctx);
}

function replay(state: State, market: Market, ctx: Context): void {
  const waiting = market.waiting.splice(0);
  for (const [i, { candle, afterMs }] of waiting.entries()) {
    const place = market.sequence!.place(candle.openMs, afterMs);
    if (place === "gap") {
      market.waiting = waiting.slice(i);
      return tryAgain(state, market, `the recorder does not have ${candle.timeframe} of ${candle.openMs} yet`, ctx);
    }
    if (place === "next") take(state, market, candle, ctx);
  }
  market.catchingUp = false;
  market.attempts = 0;
}

function tryAgain(state: State, market: Market, why: string, ctx: Context): void {
  const { symbol } = market;
  const retryMs = backoffMs(market.attempts++, ctx.random(), { minMs: 50, maxMs: 10_000, factor: 2 });
  ctx.log.debug("Catches up again later", { symbol, timeframe: state.timeframe, why, retryMs });
  ctx.after(retryMs, "CatchUp", { life: state.life, symbol });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
