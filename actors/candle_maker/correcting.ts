/**
 * Corrections: when a source candle turns out to be other than it was told, the candle made of it is made anew from what the
 * recorder has, and is a correction too where it changes. Never in silence, one at a time, in the order in which they came.
 */
import { backoffMs } from "../../domain/backoff.ts";
import type { Candle } from "../../domain/candle.ts";
import { foldCandles } from "../../domain/candle_fold.ts";
import { compareDecimal } from "../../domain/decimal.ts";
import { bucketOpenMs, timeframeMs } from "../../domain/timeframe.ts";
import { candleKey, corrections, feedIncidents } from "../topics.ts";
import type { MakerState, Market } from "./market.ts";
import type { MakerContext } from "./protocol.ts";

/** Corrections that may wait; so many at once are no corrections any more. */
const WAITING_LIMIT = 10_000;
const NUMBERS = ["open", "high", "low", "close", "volume"] as const;

/**
 * A source candle was corrected.
 * @throws {RangeError} when too many wait: a start anew looks for what is left to be done.
 */
export function hearCorrection(state: MakerState, market: Market, candle: Candle, ctx: MakerContext): void {
  if (market.corrected.length >= WAITING_LIMIT) {
    throw new RangeError(`Cannot take in a correction of ${candle.symbol}: ${WAITING_LIMIT} wait already`);
  }
  market.corrected.push(candle);
  correctNext(state, market, ctx);
}

/** Looks into the next correction, unless the market is being caught up with: then what it holds may be older. */
export function correctNext(state: MakerState, market: Market, ctx: MakerContext): void {
  if (market.catchingUp || market.correcting) return;
  if (!market.checked) return findCorrections(state, market, ctx);
  for (let candle = market.corrected[0]; candle; candle = market.corrected[0]) {
    if (isMade(market, candle)) return askForBucket(state, market, candle, ctx);
    replacePart(market, candle);
    market.corrected.shift();
  }
}

/** Whether the bucket of a source candle is closed; a part of an open one is simply replaced. */
function isMade({ maker }: Market, { openMs }: Candle): boolean {
  const openBucketMs = maker.parts[0] ? bucketOpenMs(maker.parts[0].openMs, maker.timeframe) : maker.nextMs;
  return openBucketMs !== null && openMs < openBucketMs;
}

function replacePart(market: Market, candle: Candle): void {
  const parts = market.maker.parts.map((part) => part.openMs === candle.openMs ? candle : part);
  market.maker = { ...market.maker, parts };
}

/** An earlier incarnation may have ended before it made the longer candle of a corrected one anew. */
function findCorrections(state: MakerState, market: Market, ctx: MakerContext): void {
  const { symbol, life } = market;
  const { recorder, source, timeframe } = state;
  inBackground(market, ctx, async () => {
    const of = { symbol, timeframe: source, longer: timeframe };
    const candles = await recorder.ask("GetCorrectedBehind", of, { signal: ctx.signal });
    ctx.self.tell("CorrectionsFound", { life, symbol, candles });
  });
}

/** What was left to be done when this incarnation started; it comes before what was heard since. */
export function correctionsFound(state: MakerState, market: Market, candles: Candle[], ctx: MakerContext): void {
  market.corrected.unshift(...candles);
  market.checked = true;
  answered(state, market, ctx);
}

/**
 * The recorder has everything that was told before this question, corrections too; unless it has lost some of it. Before it
 * has the end of the bucket, or what comes after, a part may be missing: then it is asked again later.
 */
function askForBucket(state: MakerState, market: Market, { openMs }: Candle, ctx: MakerContext): void {
  const { symbol, life } = market;
  const { recorder, source, timeframe } = state;
  const fromMs = bucketOpenMs(openMs, timeframe);
  const toMs = fromMs + timeframeMs(timeframe);
  const range = { symbol, fromMs, toMs, limit: timeframeMs(timeframe) / timeframeMs(source) };
  inBackground(market, ctx, async () => {
    const options = { signal: ctx.signal };
    const newest = await recorder.ask("GetLastCandle", { symbol, timeframe: source }, options);
    if (!newest || newest.closeMs < toMs - 1) throw new RangeError(`the recorder has no ${source} up to ${toMs} yet`);
    const parts = await recorder.ask("GetCandles", { ...range, timeframe: source }, options);
    const [made] = await recorder.ask("GetCandles", { ...range, timeframe, limit: 1 }, options);
    ctx.self.tell("BucketFound", { life, symbol, parts, made: made ?? null });
  });
}

/** Makes the candle anew of its parts, and tells it where it is another one now. */
export function bucketFound(
  state: MakerState,
  market: Market,
  { parts, made: was }: { readonly parts: readonly Candle[]; readonly made: Candle | null },
  ctx: MakerContext,
): void {
  const corrected = market.corrected.shift();
  const whole = parts.map((part) => part.openMs === corrected?.openMs ? corrected : part);
  if (was && whole.length > 0) tellCorrection(state, market, foldCandles(whole, state.timeframe), was, ctx);
  answered(state, market, ctx);
}

function tellCorrection(state: MakerState, market: Market, candle: Candle, was: Candle, ctx: MakerContext): void {
  const changes = NUMBERS.filter((name) => compareDecimal(candle[name], was[name]) !== 0);
  if (changes.length === 0) return;
  const { symbol, timeframe, openMs } = candle;
  ctx.publish(corrections.key(candleKey(symbol, timeframe)), { candle, was });
  market.coherence.add("corrections");
  ctx.publish(feedIncidents, {
    exchange: state.exchange,
    kind: "correction",
    symbol,
    timeframe,
    atMs: ctx.clock.now(),
    from: openMs,
    to: openMs,
    count: 1,
    detail: changes.map((name) => `${name} ${was[name]} → ${candle[name]}`).join(", "),
  });
}

/** The recorder did not answer: once more, a little later. */
export function correctLater(market: Market, why: string, ctx: MakerContext): void {
  const { symbol, life } = market;
  const retryMs = backoffMs(market.correctionAttempts++, ctx.random(), { minMs: 50, maxMs: 10_000, factor: 2 });
  ctx.log.debug("Corrects later", { symbol, why, retryMs });
  ctx.after(retryMs, "Correct", { life, symbol });
}

/** Asks again, or goes on. */
export function correctAgain(state: MakerState, market: Market, ctx: MakerContext): void {
  market.correcting = false;
  correctNext(state, market, ctx);
}

function answered(state: MakerState, market: Market, ctx: MakerContext): void {
  market.correctionAttempts = 0;
  correctAgain(state, market, ctx);
}

function inBackground(market: Market, ctx: MakerContext, ask: () => Promise<void>): void {
  const { symbol, life } = market;
  market.correcting = true;
  ask().catch((error) => {
    if (!ctx.signal.aborted) ctx.self.tell("CorrectionFailed", { life, symbol, why: String(error) });
  });
}
