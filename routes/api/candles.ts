/** Closed candles for a chart, as numbers: `[openMs, open, high, low, close, volume]`, oldest first. */
import { z } from "zod";
import type { Candle } from "../../domain/candle.ts";
import { symbol } from "../../domain/market.ts";
import { timeframe } from "../../domain/timeframe.ts";
import { define } from "../../web/state.ts";

const query = z.object({ symbol, timeframe, limit: z.coerce.number().int().min(1).max(1_500).default(500) });

export const handler = define.handlers({
  GET: async (ctx) => {
    const asked = query.parse(Object.fromEntries(ctx.url.searchParams));
    const candles = await ctx.state.services.candles(asked.symbol, asked.timeframe, asked.limit);
    return Response.json(candles.map(toNumbers), { headers: { "cache-control": "no-store" } });
  },
});

/** For drawing only: a chart works in float64. */
function toNumbers(candle: Candle): number[] {
  const { openMs, open, high, low, close, volume } = candle;
  return [openMs, Number(open), Number(high), Number(low), Number(close), Number(volume)];
}
