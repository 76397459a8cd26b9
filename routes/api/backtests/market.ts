/** The rules of a market, as a run on it will take them. */
import { marketQuery } from "../../../web/backtest/queries.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ url, state: { services } }) => {
    const { symbol } = marketQuery.parse(Object.fromEntries(url.searchParams));
    return Response.json(await services.backtests.market(symbol), { headers: { "cache-control": "no-store" } });
  },
});
