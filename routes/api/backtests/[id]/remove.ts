/** Forgets a run with all that it found. */
import { ofRun } from "../../../../web/backtest/queries.ts";
import { jsonOf } from "../../../../web/json_body.ts";
import { define } from "../../../../web/state.ts";

export const handler = define.handlers({
  POST: async ({ req, params, state: { services } }) => {
    const { id } = ofRun.parse(params);
    await jsonOf(req);
    await services.backtests.remove(id);
    return Response.json({ id });
  },
});
