/** Forgets a connection to an assistant, with its key. */
import { removalForm } from "../../../web/assistant_form.ts";
import { jsonOf } from "../../../web/json_body.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  POST: async ({ req, state: { services } }) => {
    await services.assistant.remove(removalForm.parse(await jsonOf(req)).kind);
    return Response.json({ connections: await services.assistant.connections() });
  },
});
