/** Signs in for a look with what the form of a new account holds. */
import { brokerForm } from "../../../web/broker_form.ts";
import { jsonOf } from "../../../web/json_body.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  POST: async ({ req, state: { services } }) =>
    Response.json(await services.brokers.test(brokerForm.parse(await jsonOf(req)), null)),
});
