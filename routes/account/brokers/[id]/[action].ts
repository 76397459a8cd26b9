/** Does something with an account at an exchange: tests it, makes it the default, loads its symbols, deletes it. */
import { z } from "zod";
import { brokerForm } from "../../../../web/broker_form.ts";
import { jsonOf } from "../../../../web/json_body.ts";
import { define } from "../../../../web/state.ts";

const parameters = z.object({ id: z.uuid(), action: z.enum(["test", "default", "symbols", "remove"]) });

export const handler = define.handlers({
  POST: async ({ req, params, state: { services: { brokers } } }) => {
    const { id, action } = parameters.parse(params);
    await brokers.find(id);
    if (action === "test") return Response.json(await brokers.test(brokerForm.parse(await jsonOf(req)), id));
    if (action === "default") await brokers.setDefault(id);
    else if (action === "symbols") await brokers.loadSymbols(id);
    else await brokers.remove(id);
    return new Response(null, { status: 204 });
  },
});
