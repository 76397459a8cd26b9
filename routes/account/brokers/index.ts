/** The user's accounts at exchanges: all of them, and a new one. */
import { brokerForm } from "../../../web/broker_form.ts";
import { jsonOf } from "../../../web/json_body.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ state: { services } }) => Response.json({ brokers: await services.brokers.list() }),
  POST: async ({ req, state: { services } }) =>
    Response.json(await services.brokers.save(brokerForm.parse(await jsonOf(req)), null)),
});
