/** A page of a backtest's trades. */
import { tradePage } from "../../../../web/backtest/lists.ts";
import { ofRun, tradesQuery } from "../../../../web/backtest/queries.ts";
import { define } from "../../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ params, url, state: { services } }) => {
    const { id } = ofRun.parse(params);
    const { page } = tradesQuery.parse(Object.fromEntries(url.searchParams));
    return Response.json(await tradePage(services.backtests, id, page), { headers: { "cache-control": "no-store" } });
  },
});
