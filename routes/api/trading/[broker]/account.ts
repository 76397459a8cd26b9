/** Orders, exits and executions of an account, anew: after something happened, or when the page has missed something. */
import { accountQuery, accountView, ofBroker } from "../../../../web/trading/queries.ts";
import { define } from "../../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ params, url, state: { services } }) => {
    const { broker } = ofBroker.parse(params);
    const query = accountQuery.parse(Object.fromEntries(url.searchParams));
    const told = await accountView(services, broker, query.page);
    return Response.json(told, { headers: { "cache-control": "no-store" } });
  },
});
