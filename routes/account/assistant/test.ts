/** Asks an assistant for one word, by what its form holds; `problem` says what went wrong, null = it answered. */
import { assistantForm } from "../../../web/assistant_form.ts";
import { jsonOf } from "../../../web/json_body.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  POST: async ({ req, state: { services } }) =>
    Response.json({ problem: await services.assistant.test(assistantForm.parse(await jsonOf(req))) }),
});
