/** One market's candles: what follows from a step of the pure core, and what is asked of REST for it. */
import { backoffMs } from "../../domain/backoff.ts";
import type { Candle } from "../../domain/candle.ts";
import { ExchangeUnavailable } from "../../domain/exchange_error.ts";
import { candleKey, corrections, heartbeat } from "../topics.ts";
import { fetchPage, findCandle } from "./candle_pages.ts";
import { hearChecked, hearPage, type Page } from "./market_sync.ts";
import { type FeedContext, type FeedState, type Followed, messageOf } from "./state.ts";
import { fetchFailed } from "./status.ts";
import type { SyncStep } from "./sync_step.ts";
import { toldFor } from "./told_candles.ts";

/** REST is asked so often about a doubted candle that it does not have. */
const CHECKS = 12;

/** Does what follows from a step. */
export function actOnCandles(state: FeedState, market: Followed, step: SyncStep, ctx: FeedContext): void {
  const { symbol } = market;
  market.sync = step.sync;
  for (const corrected of step.correct) ctx.publish(corrections.key(candleKey(symbol, "1m")), corrected);
  for (const closed of step.publish) ctx.publish(heartbeat.key(candleKey(symbol, "1m")), closed);
  state.audit.note({ symbol, timeframe: "1m" }, step.notes);
  if (step.doubtedMs !== null) doubt(state, market, step.doubtedMs, ctx);
  if (step.fetch === "now") fetchCandles(state, market, ctx);
  else if (step.fetch === "soon") fetchCandlesLater(market, null, ctx);
}

/** Asks without keeping the mailbox waiting; the page comes as a message. */
export function fetchCandles({ args, recorder, venue }: FeedState, { life, sync }: Followed, ctx: FeedContext): void {
  const { symbol, repair, nextMs } = sync;
  const { signal, self } = ctx;
  const request = { venue, recorder, symbol, nextMs, historyMs: args.historyMs };
  fetchPage(request, signal).then(
    (page) => self.tell("CandlesFetched", { life, symbol, repair, page }),
    (error) => {
      if (signal.aborted) return;
      const retryAfterMs = error instanceof ExchangeUnavailable ? error.retryAfterMs : null;
      self.tell("FetchFailed", { life, symbol, repair, why: messageOf(error), retryAfterMs });
    },
  );
}

/** Asks again after a wait that grows. */
export function fetchCandlesLater(
  { life, sync, attempts }: Followed,
  retryAfterMs: number | null,
  ctx: FeedContext,
): void {
  const { symbol, repair } = sync;
  const waitMs = Math.max(retryAfterMs ?? 0, backoffMs(attempts.candles++, ctx.random()));
  ctx.after(waitMs, "FetchCandles", { life, symbol, repair });
}

/** A page has come. */
export function candlesFetched(state: FeedState, market: Followed, page: Page, ctx: FeedContext): void {
  market.attempts.candles = 0;
  state.status.fetched();
  actOnCandles(state, market, hearPage(market.sync, market.sync.repair, page), ctx);
}

function doubt(state: FeedState, market: Followed, openMs: number, ctx: FeedContext): void {
  if (market.doubts.has(openMs)) return;
  market.doubts.add(openMs);
  checkCandle(state, market, openMs, 0, ctx);
}

/** Asks REST about a candle that was told; what it was told as is known here or by the recorder. */
export function checkCandle(
  { venue, recorder }: FeedState,
  { life, symbol }: Followed,
  openMs: number,
  attempt: number,
  { signal, self }: FeedContext,
): void {
  findCandle({ venue, recorder, symbol, openMs }, signal).then(
    ({ was, candle }) => self.tell("CandleChecked", { life, symbol, openMs, attempt, was, candle, why: null }),
    (error) => {
      if (signal.aborted) return;
      self.tell("CandleChecked", { life, symbol, openMs, attempt, was: null, candle: null, why: messageOf(error) });
    },
  );
}

/** What REST says of a doubted candle; null where it does not have it (yet) or could not be asked. */
export interface Checked {
  readonly openMs: number;
  readonly attempt: number;
  readonly was: Candle | null;
  readonly candle: Candle | null;
  readonly why: string | null;
}

/** REST has been asked about a doubted candle. */
export function candleChecked(state: FeedState, market: Followed, checked: Checked, ctx: FeedContext): void {
  const { openMs, attempt, candle, why } = checked;
  if (why !== null) fetchFailed(state, why, ctx);
  if (!candle && attempt + 1 < CHECKS) {
    const { life, symbol } = market;
    const again = { life, symbol, openMs, attempt: attempt + 1 };
    return void ctx.after(backoffMs(attempt, ctx.random()), "CheckCandle", again);
  }
  market.doubts.delete(openMs);
  const was = toldFor(market.sync.told, { openMs }) ?? checked.was;
  if (candle && was) return actOnCandles(state, market, hearChecked(market.sync, was, candle), ctx);
  const { symbol } = market;
  ctx.log.error("A candle came again with other numbers, and REST does not have it", { symbol, openMs });
}
