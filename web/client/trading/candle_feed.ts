/** The candles of a chart: fetched, changed by prints, and fetched anew when one has closed. */
import type { Symbol } from "../../../domain/market.ts";
import type { Timeframe } from "../../../domain/timeframe.ts";
import { type ChartCandle, fromNumbers } from "../chart_data.ts";
import { getJson } from "./ask.ts";
import { withPrints } from "./live_candles.ts";
import type { MarketModel } from "./market_model.ts";

/** Candles that are fetched. */
const HISTORY = 500;
/** Candles that prints made are exchanged for the venue's own, at most this often. */
const MEND_MS = 3_000;

/** What is followed, and what is done with it. */
export interface Following {
  readonly model: MarketModel;
  readonly timeframe: Timeframe;
  readonly fetch: (signal: AbortSignal) => Promise<ChartCandle[]>;
  readonly show: (candles: readonly ChartCandle[], isFirst: boolean) => void;
  readonly update: (candle: ChartCandle) => void;
  readonly fail: (reason: string) => void;
}

/** Fetches the candles, lets prints change the open one, and fetches anew when one has closed; until the returned function is called. */
export function followCandles({ model, timeframe, fetch, show, update, fail }: Following): () => void {
  const abort = new AbortController();
  let last: ChartCandle | null = null;
  let isFirst = true;
  let mending: ReturnType<typeof setTimeout> | undefined;
  const load = () =>
    fetch(abort.signal).then((candles) => {
      show(candles, isFirst);
      isFirst = false;
      last = candles.at(-1) ?? null;
    }, (error: Error) => {
      if (!abort.signal.aborted && isFirst) fail(error.message);
    });
  void load();
  const unhear = model.onView(({ trades }) => {
    if (isFirst) return;
    const before = last?.time;
    for (const candle of withPrints(last, trades, timeframe)) {
      update(candle);
      last = candle;
    }
    if (before === undefined || last === null || last.time === before) return;
    mending ??= setTimeout(() => {
      mending = undefined;
      void load();
    }, MEND_MS);
  });
  return () => {
    unhear();
    abort.abort();
    clearTimeout(mending);
  };
}

/** The venue's newest candles, oldest first. @throws {Error} in the house's words. */
export async function fetchCandles(
  brokerId: string,
  symbol: Symbol,
  timeframe: Timeframe,
  signal: AbortSignal,
): Promise<ChartCandle[]> {
  const query = { symbol, timeframe, limit: HISTORY };
  const answer = await getJson<number[][]>(`/api/trading/${brokerId}/candles`, query, signal);
  if (!answer.ok) throw new Error(answer.reason);
  return answer.value.map(fromNumbers);
}
