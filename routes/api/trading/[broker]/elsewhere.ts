/** What stands in an account and came from elsewhere: asked of its exchange now. */
import { ofBroker } from "../../../../web/trading/queries.ts";
import { define } from "../../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ params, state: { services } }) => {
    const { broker } = ofBroker.parse(params);
    const told = await services.trading.elsewhere.look(broker);
    return Response.json(told, { headers: { "cache-control": "no-store" } });
  },
});
