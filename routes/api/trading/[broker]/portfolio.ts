/** What an account holds, and what it is worth. */
import { ofBroker, portfolioQuery } from "../../../../web/trading/queries.ts";
import { define } from "../../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ params, url, state: { services } }) => {
    const { broker } = ofBroker.parse(params);
    const query = portfolioQuery.parse(Object.fromEntries(url.searchParams));
    const told = await services.trading.portfolio(broker, query.quote ?? null);
    return Response.json(told, { headers: { "cache-control": "no-store" } });
  },
});
