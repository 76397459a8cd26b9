/** Releases a holding that was adopted: nobody counts on it any more. */
import { jsonOf } from "../../../../web/json_body.ts";
import { ofBroker, releaseBody } from "../../../../web/trading/queries.ts";
import { define } from "../../../../web/state.ts";

export const handler = define.handlers({
  POST: async ({ req, params, state: { services } }) => {
    const { broker } = ofBroker.parse(params);
    const { clientOrderId } = releaseBody.parse(await jsonOf(req));
    return Response.json(await services.trading.elsewhere.release(broker, clientOrderId));
  },
});
