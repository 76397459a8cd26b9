/** The models that a service offers. */
import { modelsForm } from "../../../web/assistant_form.ts";
import { jsonOf } from "../../../web/json_body.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  POST: async ({ req, state: { services } }) =>
    Response.json({ models: await services.assistant.models(modelsForm.parse(await jsonOf(req))) }),
});
