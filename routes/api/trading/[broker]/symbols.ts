/** A page of an account’s symbols. */
import { ofBroker, symbolsQuery } from "../../../../web/trading/queries.ts";
import { define } from "../../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ params, url, state: { services } }) => {
    const { broker } = ofBroker.parse(params);
    const query = symbolsQuery.parse(Object.fromEntries(url.searchParams));
    const told = await services.trading.symbols(broker, query);
    return Response.json(told, { headers: { "cache-control": "no-store" } });
  },
});
