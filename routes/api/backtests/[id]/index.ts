/** A backtest with its first trades. */
import { resultView } from "../../../../web/backtest/lists.ts";
import { ofRun } from "../../../../web/backtest/queries.ts";
import { define } from "../../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ params, state: { services } }) => {
    const { id } = ofRun.parse(params);
    return Response.json(await resultView(services.backtests, id), { headers: { "cache-control": "no-store" } });
  },
});
