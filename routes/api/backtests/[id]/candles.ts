/** Candles of a backtest's market for a chart, as numbers: `[openMs, open, high, low, close, volume]`, oldest first. */
import type { Candle } from "../../../../domain/candle.ts";
import { candlesQuery, ofRun } from "../../../../web/backtest/queries.ts";
import { define } from "../../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ params, url, state: { services } }) => {
    const { id } = ofRun.parse(params);
    const { from, to, most } = candlesQuery.parse(Object.fromEntries(url.searchParams));
    const { timeframe, candles } = await services.backtests.candles(id, from, to, most);
    return Response.json({ timeframe, candles: candles.map(toNumbers) }, { headers: { "cache-control": "no-store" } });
  },
});

/** For drawing only: a chart works in float64. */
function toNumbers({ openMs, open, high, low, close, volume }: Candle): number[] {
  return [openMs, Number(open), Number(high), Number(low), Number(close), Number(volume)];
}
