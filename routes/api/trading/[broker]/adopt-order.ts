/** Takes an order over that was placed elsewhere; once. */
import { jsonOf } from "../../../../web/json_body.ts";
import { adoptOrderBody, ofBroker } from "../../../../web/trading/queries.ts";
import { define } from "../../../../web/state.ts";

export const handler = define.handlers({
  POST: async ({ req, params, state: { services } }) => {
    const { broker } = ofBroker.parse(params);
    const body = adoptOrderBody.parse(await jsonOf(req));
    return Response.json(await services.trading.elsewhere.adoptOrder(broker, body));
  },
});
