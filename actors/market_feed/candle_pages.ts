/** Asking REST for candles: a page of final minutes, or one candle that is doubted. */
import type { Candle } from "../../domain/candle.ts";
import type { Symbol } from "../../domain/market.ts";
import { bucketOpenMs, timeframeMs } from "../../domain/timeframe.ts";
import type { recorderProtocol } from "../recorder_protocol.ts";
import type { ActorRef } from "../runtime/mod.ts";
import type { Page } from "./market_sync.ts";
import { TOLD_LIMIT } from "./told_candles.ts";
import type { Venue } from "./venue.ts";

const MINUTE_MS = timeframeMs("1m");

/** Whom to ask, and for which market. */
interface Asked {
  readonly venue: Venue;
  readonly recorder: ActorRef<typeof recorderProtocol>;
  readonly symbol: Symbol;
}

/** What to fetch. */
export interface PageRequest extends Asked {
  /** Open time of the first candle wanted, UTC ms; null = the one after the recorder's last. */
  readonly nextMs: number | null;
  /** How far back a first start goes, ms. */
  readonly historyMs: number;
}

/**
 * Fetches one page; it begins a little before what is wanted, so that the candles told last are read again. The recorder is
 * asked first each time: its answer means that what was published so far is stored, so that a long history cannot run away
 * from it.
 * @throws {RangeError} when the recorder is ahead of the exchange; else what the venue and the recorder throw.
 */
export async function fetchPage(of: PageRequest, signal: AbortSignal): Promise<Page> {
  const { venue, recorder, symbol, nextMs, historyMs } = of;
  const newest = { symbol, timeframe: "1m", fromMs: null, toMs: null, limit: TOLD_LIMIT } as const;
  const stored = await recorder.ask("GetCandles", newest, { signal });
  const { rest } = venue;
  const last = stored.at(-1);
  const afterLastMs = last ? last.closeMs + 1 : null;
  const fromMs = nextMs ?? afterLastMs ?? historyStartMs(await rest.serverMs(signal), historyMs);
  const againMs = last ? TOLD_LIMIT * MINUTE_MS : 0;
  const page = await rest.finishedCandles(symbol, "1m", fromMs - againMs, signal);
  refuseFuture(of, fromMs, page.serverMs);
  return { ...page, fromMs, stored };
}

/** What REST has for one minute, and what is stored for it; null where there is none. @throws what both throw. */
export async function findCandle(
  { venue, recorder, symbol, openMs }: Asked & { readonly openMs: number },
  signal: AbortSignal,
): Promise<{ readonly was: Candle | null; readonly candle: Candle | null }> {
  const minute = { symbol, timeframe: "1m", fromMs: openMs, toMs: openMs + MINUTE_MS, limit: 1 } as const;
  const [was] = await recorder.ask("GetCandles", minute, { signal });
  const { candles } = await venue.rest.finishedCandles(symbol, "1m", openMs, signal);
  return { was: was ?? null, candle: candles.find((candle) => candle.openMs === openMs) ?? null };
}

/** Where the history of a first start begins: whole buckets of every timeframe, UTC ms. */
export function historyStartMs(serverMs: number, historyMs: number): number {
  return bucketOpenMs(serverMs - historyMs, "4h");
}

/** Candles of another exchange or of a faster clock would silence this one until its time has come. */
function refuseFuture({ venue, symbol }: PageRequest, fromMs: number, serverMs: number): void {
  if (fromMs <= serverMs + MINUTE_MS) return;
  const [stored, now] = [fromMs, serverMs].map((ms) => new Date(ms).toISOString());
  throw new RangeError(
    `${venue.options.exchangeName}: the stored candles of ${symbol} run until ${stored}, beyond its clock (${now})`,
  );
}
