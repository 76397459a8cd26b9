/** Interrupts a run, or a search; one that has ended stays as it is. */
import { ofRun } from "../../../../web/backtest/queries.ts";
import { jsonOf } from "../../../../web/json_body.ts";
import { define } from "../../../../web/state.ts";

export const handler = define.handlers({
  POST: async ({ req, params, state: { services } }) => {
    const { id } = ofRun.parse(params);
    await jsonOf(req);
    await services.backtests.interrupt(id);
    return Response.json({ id });
  },
});
