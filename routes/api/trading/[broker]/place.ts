/** Sends a ticket; the same `ticketId` again answers with the same order. */
import { jsonOf } from "../../../../web/json_body.ts";
import { ofBroker, placeBody, sameBroker } from "../../../../web/trading/queries.ts";
import { define } from "../../../../web/state.ts";

export const handler = define.handlers({
  POST: async ({ req, params, state: { services } }) => {
    const { broker } = ofBroker.parse(params);
    const body = placeBody.parse(await jsonOf(req));
    sameBroker(broker, body.ticket);
    return Response.json(await services.trading.place(body.ticketId, body.ticket));
  },
});
