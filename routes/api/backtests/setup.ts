/** What the form of a backtest must know of a version of a strategy. */
import { setupQuery } from "../../../web/backtest/queries.ts";
import { strategySetup } from "../../../web/backtest/setup.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ url, state: { services } }) => {
    const { strategy, version } = setupQuery.parse(Object.fromEntries(url.searchParams));
    const setup = await strategySetup(services.workshop, strategy, version);
    return Response.json(setup, { headers: { "cache-control": "no-store" } });
  },
});
