/** The user's connections to assistants: all of them, and one that is stored anew. */
import { assistantForm } from "../../../web/assistant_form.ts";
import { jsonOf } from "../../../web/json_body.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ state: { services } }) => Response.json({ connections: await services.assistant.connections() }),
  POST: async ({ req, state: { services } }) => {
    await services.assistant.save(assistantForm.parse(await jsonOf(req)));
    return Response.json({ connections: await services.assistant.connections() });
  },
});
