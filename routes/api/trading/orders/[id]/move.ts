/** Moves an order, or an exit of an entry, to another price. */
import { jsonOf } from "../../../../../web/json_body.ts";
import { moveBody, ofOrder } from "../../../../../web/trading/queries.ts";
import { define } from "../../../../../web/state.ts";

export const handler = define.handlers({
  POST: async ({ req, params, state: { services } }) => {
    const { id } = ofOrder.parse(params);
    const { to, exit } = moveBody.parse(await jsonOf(req));
    return Response.json(await services.trading.move(id, to, exit));
  },
});
