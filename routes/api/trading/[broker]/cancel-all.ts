/** Cancels the open orders of an account. */
import { jsonOf } from "../../../../web/json_body.ts";
import { cancelAllBody, ofBroker } from "../../../../web/trading/queries.ts";
import { define } from "../../../../web/state.ts";

export const handler = define.handlers({
  POST: async ({ req, params, state: { services } }) => {
    const { broker } = ofBroker.parse(params);
    const body = cancelAllBody.parse(await jsonOf(req));
    return Response.json({ results: await services.trading.cancelAll(broker, body.symbol) });
  },
});
