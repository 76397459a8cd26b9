/** A search for parameters: how far it is, and what it found. */
import { ofRun } from "../../../web/backtest/queries.ts";
import { searchView } from "../../../web/optimisation/page.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ params, state: { services } }) => {
    const { id } = ofRun.parse(params);
    return Response.json(await searchView(services.backtests, id), { headers: { "cache-control": "no-store" } });
  },
});
