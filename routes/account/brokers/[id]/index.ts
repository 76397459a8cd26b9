/** Changes an account at an exchange. */
import { z } from "zod";
import { brokerForm } from "../../../../web/broker_form.ts";
import { jsonOf } from "../../../../web/json_body.ts";
import { define } from "../../../../web/state.ts";

const parameters = z.object({ id: z.uuid() });

export const handler = define.handlers({
  POST: async ({ req, params, state: { services } }) => {
    const { id } = parameters.parse(params);
    await services.brokers.find(id);
    return Response.json(await services.brokers.save(brokerForm.parse(await jsonOf(req)), id));
  },
});
