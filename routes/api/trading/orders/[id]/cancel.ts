/** Cancels an order. */
import { jsonOf } from "../../../../../web/json_body.ts";
import { ofOrder } from "../../../../../web/trading/queries.ts";
import { define } from "../../../../../web/state.ts";

export const handler = define.handlers({
  POST: async ({ req, params, state: { services } }) => {
    const { id } = ofOrder.parse(params);
    await jsonOf(req);
    return Response.json(await services.trading.cancel(id));
  },
});
