/** Fetching what the wire has missed: one page of a market's final minutes. */
import type { Symbol } from "../domain/market.ts";
import type { Venue } from "./feed_venue.ts";
import { historyStartMs, type Page } from "./market_sync.ts";
import type { recorderProtocol } from "./recorder_protocol.ts";
import type { ActorRef } from "./runtime/mod.ts";

const MINUTE_MS = 60_000;

/** What to fetch, and where from. */
export interface PageRequest {
  readonly venue: Venue;
  readonly recorder: ActorRef<typeof recorderProtocol>;
  readonly symbol: Symbol;
  /** Open time of the first candle wanted, UTC ms; null = the one after the recorder's last. */
  readonly nextMs: number | null;
  /** How far back a first start goes, ms. */
  readonly historyMs: number;
}

/**
 * Fetches one page. The recorder is asked first each time: its answer means that what was published
 * so far is stored, so that a long history cannot run away from it.
 * @throws {RangeError} when the recorder is ahead of the exchange; else what the venue and the recorder throw.
 */
export async function fetchPage(of: PageRequest, signal: AbortSignal): Promise<Page> {
  const { venue, recorder, symbol, nextMs, historyMs } = of;
  const last = await recorder.ask("GetLastCandle", { symbol, timeframe: "1m" }, { signal });
  const { rest } = venue;
  const afterLastMs = last ? last.closeMs + 1 : null;
  const fromMs = nextMs ?? afterLastMs ?? historyStartMs(await rest.serverMs(signal), historyMs);
  const page = await rest.finishedCandles(symbol, "1m", fromMs, signal);
  refuseFuture(of, fromMs, page.serverMs);
  return { ...page, fromMs, storedMs: last?.openMs ?? null };
}

/** Candles of another exchange or of a faster clock would silence this one until its time has come. */
function refuseFuture({ venue, symbol }: PageRequest, fromMs: number, serverMs: number): void {
  if (fromMs <= serverMs + MINUTE_MS) return;
  const [stored, now] = [fromMs, serverMs].map((ms) => new Date(ms).toISOString());
  throw new RangeError(
    `${venue.options.exchangeName}: the stored candles of ${symbol} run until ${stored}, beyond its clock (${now})`,
  );
}
