/** Adopts a holding that nobody counts on; the same `ticketId` again answers with the same entry. */
import { jsonOf } from "../../../../web/json_body.ts";
import { adoptHoldingBody, ofBroker, sameBroker } from "../../../../web/trading/queries.ts";
import { define } from "../../../../web/state.ts";

export const handler = define.handlers({
  POST: async ({ req, params, state: { services } }) => {
    const { broker } = ofBroker.parse(params);
    const body = adoptHoldingBody.parse(await jsonOf(req));
    sameBroker(broker, body.holding);
    return Response.json(await services.trading.elsewhere.adoptHolding(body.ticketId, body.holding));
  },
});
