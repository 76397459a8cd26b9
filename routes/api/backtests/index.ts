/** The runs of a user: GET lists them, POST starts a backtest. */
import { backtestRequest } from "../../../domain/backtest/request.ts";
import { runLists } from "../../../web/backtest/lists.ts";
import { runsQuery } from "../../../web/backtest/queries.ts";
import { jsonOf } from "../../../web/json_body.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ url, state: { services } }) => {
    const query = runsQuery.parse(Object.fromEntries(url.searchParams));
    return Response.json(await runLists(services.backtests, query), { headers: { "cache-control": "no-store" } });
  },
  POST: async ({ req, state: { services } }) => {
    const request = backtestRequest.parse(await jsonOf(req));
    return Response.json(await services.backtests.start(request), { status: 201 });
  },
});
