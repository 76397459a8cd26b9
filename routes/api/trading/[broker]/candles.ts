/** A venue's newest candles for a chart, as numbers: `[openMs, open, high, low, close, volume]`, oldest first. */
import type { Candle } from "../../../../domain/candle.ts";
import { candlesQuery, ofBroker } from "../../../../web/trading/queries.ts";
import { define } from "../../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ params, url, state: { services } }) => {
    const { broker } = ofBroker.parse(params);
    const { symbol, timeframe, limit } = candlesQuery.parse(Object.fromEntries(url.searchParams));
    const candles = await services.trading.candles(broker, symbol, timeframe, limit);
    return Response.json(candles.map(toNumbers), { headers: { "cache-control": "no-store" } });
  },
});

/** For drawing only: a chart works in float64. */
function toNumbers({ openMs, open, high, low, close, volume }: Candle): number[] {
  return [openMs, Number(open), Number(high), Number(low), Number(close), Number(volume)];
}
