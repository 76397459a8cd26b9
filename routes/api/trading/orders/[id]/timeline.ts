/** What happened to an order by hand. */
import { ofOrder } from "../../../../../web/trading/queries.ts";
import { define } from "../../../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ params, state: { services } }) => {
    const { id } = ofOrder.parse(params);
    return Response.json(await services.trading.log(id), { headers: { "cache-control": "no-store" } });
  },
});
