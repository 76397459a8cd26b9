/** The rules of a market, its live channel, and what is known of it now. */
import { marketFacts, marketQuery, ofBroker } from "../../../../web/trading/queries.ts";
import { define } from "../../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ params, url, state: { services } }) => {
    const { broker } = ofBroker.parse(params);
    const query = marketQuery.parse(Object.fromEntries(url.searchParams));
    const told = await marketFacts(services, broker, query.symbol);
    return Response.json(told, { headers: { "cache-control": "no-store" } });
  },
});
