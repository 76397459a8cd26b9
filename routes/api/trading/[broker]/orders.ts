/** A page of an account’s orders, the newest first. */
import { ofBroker, ordersQuery } from "../../../../web/trading/queries.ts";
import { define } from "../../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ params, url, state: { services } }) => {
    const { broker } = ofBroker.parse(params);
    const query = ordersQuery.parse(Object.fromEntries(url.searchParams));
    const told = await services.trading.orders(broker, query);
    return Response.json(told, { headers: { "cache-control": "no-store" } });
  },
});
