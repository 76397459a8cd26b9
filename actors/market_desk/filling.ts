/**
 * Filling the past of the wanted markets: one page at a time for all of them, so that what is live comes first. The feed
 * fetches, the recorder stores; who does not answer is asked again.
 */
import { backoffMs } from "../../domain/backoff.ts";
import type { Symbol } from "../../domain/market.ts";
import type { History, PastFetched } from "../market_desk_protocol.ts";
import { isComplete, nextBlock, startAt, tookBlock, UNKNOWN_PAST } from "./back_fill.ts";
import type { Desk, DeskContext, Past } from "./state.ts";

/** A page, or its storing, that takes longer is asked for again. */
const OVERDUE_MS = 60_000;
/** When the first candle of a market is not stored yet. */
const NOTHING_YET_MS = 1_000;

/** Begins the next piece of work, unless one is under way. */
export function fillPast(desk: Desk, ctx: DeskContext): void {
  const nowMs = ctx.clock.elapsed();
  if (desk.job && nowMs >= desk.job.overdueMs) failed(desk, "no answer came in time", null, ctx);
  if (desk.job) return;
  for (const symbol of inTurn(desk)) {
    const past = pastOf(desk, symbol);
    const wantedMs = desk.needs.wantedMs(symbol);
    if (wantedMs === null || nowMs < past.notBeforeMs || isComplete(past.fill, wantedMs)) continue;
    const block = nextBlock(past.fill, wantedMs);
    desk.job = { symbol, block, overdueMs: nowMs + OVERDUE_MS };
    desk.filledLast = symbol;
    if (!block) return findFirst(desk, symbol, ctx);
    const { fromMs, toMs } = block;
    return desk.feed.tell("FetchPast", { symbol, fromMs, toMs, replyTo: ctx.self.path });
  }
}

/** A market with a long past lets the others have their turn. */
function inTurn({ followed, filledLast }: Desk): Symbol[] {
  const all = [...followed];
  const next = filledLast === null ? 0 : all.indexOf(filledLast) + 1;
  return [...all.slice(next), ...all.slice(0, next)];
}

function pastOf({ pasts }: Desk, symbol: Symbol): Past {
  const past = pasts.get(symbol) ?? { symbol, fill: UNKNOWN_PAST, error: null, attempts: 0, notBeforeMs: -Infinity };
  pasts.set(symbol, past);
  return past;
}

function findFirst({ recorder, life }: Desk, symbol: Symbol, ctx: DeskContext): void {
  const { signal, self } = ctx;
  recorder.ask("GetFirstCandle", { symbol, timeframe: "1m" }, { signal }).then(
    (first) => self.tell("FirstFound", { life, symbol, firstMs: first?.openMs ?? null, why: null }),
    (error) => {
      if (!signal.aborted) self.tell("FirstFound", { life, symbol, firstMs: null, why: String(error) });
    },
  );
}

/** The recorder has told where the stored minutes of a market begin. */
export function firstFound(
  desk: Desk,
  { symbol, firstMs, why }: { symbol: Symbol; firstMs: number | null; why: string | null },
  ctx: DeskContext,
): void {
  if (desk.job?.symbol !== symbol || desk.job.block) return;
  if (why !== null) return failed(desk, why, null, ctx);
  const past = pastOf(desk, symbol);
  if (firstMs !== null) past.fill = startAt(firstMs);
  else past.notBeforeMs = ctx.clock.elapsed() + NOTHING_YET_MS; // the feed is about to tell the first ones
  done(desk, ctx);
}

/** A page has come; what it has is stored before anything else is done. */
export function pastFetched(desk: Desk, page: PastFetched, ctx: DeskContext): void {
  const { job } = desk;
  const block = job?.block;
  const isAwaited = block && job.symbol === page.symbol && job.firstMs === undefined && block.fromMs === page.fromMs &&
    block.toMs === page.toMs;
  if (!isAwaited) return; // it was given up
  if (page.why !== null) return failed(desk, page.why, page.retryAfterMs, ctx);
  job.firstMs = page.candles[0]?.openMs ?? null;
  if (block.probe || job.firstMs === null) return took(desk, ctx);
  const { recorder, life } = desk;
  const { symbol, candles } = page;
  recorder.ask("StorePast", { symbol, candles }, { signal: ctx.signal, timeout: OVERDUE_MS }).then(
    ({ reason }) => ctx.self.tell("PastStored", { life, why: reason }),
    (error) => {
      if (!ctx.signal.aborted) ctx.self.tell("PastStored", { life, why: String(error) });
    },
  );
}

/** The recorder has stored a page, or says why not. */
export function pastStored(desk: Desk, why: string | null, ctx: DeskContext): void {
  if (!desk.job?.block || desk.job.firstMs === undefined) return;
  if (why !== null) failed(desk, why, null, ctx);
  else took(desk, ctx);
}

function took(desk: Desk, ctx: DeskContext): void {
  const { symbol, block, firstMs } = desk.job!;
  const past = pastOf(desk, symbol);
  past.fill = tookBlock(past.fill, block!, firstMs ?? null);
  past.attempts = 0;
  past.error = null;
  done(desk, ctx);
}

function done(desk: Desk, ctx: DeskContext): void {
  desk.job = null;
  ctx.self.tell("FillPast", { life: desk.life });
}

function failed(desk: Desk, why: string, retryAfterMs: number | null, ctx: DeskContext): void {
  const past = pastOf(desk, desk.job!.symbol);
  const waitMs = Math.max(retryAfterMs ?? 0, backoffMs(past.attempts++, ctx.random()));
  ctx.log.warn("Could not fetch the past of a market", { symbol: past.symbol, why, retryMs: waitMs });
  past.error = why;
  past.notBeforeMs = ctx.clock.elapsed() + waitMs;
  done(desk, ctx);
}

/** How far the stored candles of a market reach; null where nobody wants it. */
export function historyOf(desk: Desk, symbol: Symbol): History | null {
  if (!desk.followed.has(symbol) && !desk.lookingUp.has(symbol)) return null;
  const { fill, error } = pastOf(desk, symbol);
  const wantedMs = desk.needs.wantedMs(symbol);
  const complete = desk.followed.has(symbol) && isComplete(fill, wantedMs);
  return { symbol, firstMs: fill.coveredMs, wantedMs, complete, error };
}
