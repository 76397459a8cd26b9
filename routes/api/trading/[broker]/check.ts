/** What would become of a ticket; nothing is sent. */
import { jsonOf } from "../../../../web/json_body.ts";
import { checkBody, ofBroker, sameBroker } from "../../../../web/trading/queries.ts";
import { define } from "../../../../web/state.ts";

export const handler = define.handlers({
  POST: async ({ req, params, state: { services } }) => {
    const { broker } = ofBroker.parse(params);
    const body = checkBody.parse(await jsonOf(req));
    sameBroker(broker, body.ticket);
    return Response.json(await services.trading.check(body.ticket));
  },
});
