/** Candles of the past, fetched for others: one page at a time, and only while nothing live needs the exchange's budget. */
import { ExchangeUnavailable } from "../../domain/exchange_error.ts";
import type { Symbol } from "../../domain/market.ts";
import { type PastFetched, pastListenerProtocol } from "../market_desk_protocol.ts";
import { type FeedContext, type FeedState, messageOf } from "./state.ts";

/** Wishes that may wait; one more is answered at once. */
const WAITING_LIMIT = 100;
/** The part of the exchange's budget (weight a minute) that the past may use up. */
const SHARE = 0.5;

/** A page that somebody wants: candles that open at or after `fromMs` and before `toMs`, UTC ms. */
export interface PastWish {
  readonly symbol: Symbol;
  readonly fromMs: number;
  readonly toMs: number;
  /** Path of the actor to tell. */
  readonly replyTo: string;
}

/** The wishes, in their order. */
export class PastQueue {
  readonly waiting: PastWish[] = [];
  running = false;
}

/** Takes a wish. */
export function wishPast(state: FeedState, wish: PastWish, ctx: FeedContext): void {
  const { waiting } = state.past;
  if (waiting.length < WAITING_LIMIT) waiting.push(wish);
  else reply(wish, failed(`${waiting.length} pages of the past are waited for already`, null), ctx);
  fetchPast(state, ctx);
}

/** Fetches the next page, unless one is being fetched or what is live comes first. */
export function fetchPast(state: FeedState, ctx: FeedContext): void {
  const { past, venue: { budget } } = state;
  const liveFirst = [...state.followed.values()].some(({ sync, lost, attempts }) =>
    sync.repairing && !lost.has("candles") && attempts.candles === 0
  );
  if (past.running || liveFirst || budget.used > budget.limit * SHARE) return;
  const wish = past.waiting.shift();
  if (!wish) return;
  past.running = true;
  fetchPage(state, wish, ctx);
}

function fetchPage({ venue, life }: FeedState, wish: PastWish, ctx: FeedContext): void {
  const { symbol, fromMs, toMs } = wish;
  const fetch = async () => (await venue.rest.finishedCandles(symbol, "1m", fromMs, ctx.signal)).candles;
  fetch().then(
    (candles) => ({ candles: candles.filter(({ openMs }) => openMs < toMs), why: null, retryAfterMs: null }),
    (error) => failed(messageOf(error), error instanceof ExchangeUnavailable ? error.retryAfterMs : null),
  ).then((page) => {
    if (ctx.signal.aborted) return;
    reply(wish, page, ctx);
    ctx.self.tell("PastDone", { life });
  });
}

type Answer = Pick<PastFetched, "candles" | "why" | "retryAfterMs">;

function failed(why: string, retryAfterMs: number | null): Answer {
  return { candles: [], why, retryAfterMs };
}

function reply({ symbol, fromMs, toMs, replyTo }: PastWish, answer: Answer, ctx: FeedContext): void {
  ctx.whereis(replyTo, pastListenerProtocol).tell("PastFetched", { symbol, fromMs, toMs, ...answer });
}
