/** Asks the user's assistant; the answer comes as events, a JSON text a line. */
import type { AssistantEvent } from "../../../web/assistant_services.ts";
import { questionForm } from "../../../web/assistant_form.ts";
import { jsonOf } from "../../../web/json_body.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  POST: async ({ req, state: { services } }) => {
    const question = questionForm.parse(await jsonOf(req));
    const events = await services.assistant.ask(question);
    const lines = new TransformStream<AssistantEvent, string>({
      transform: (event, controller) => controller.enqueue(`${JSON.stringify(event)}\n`),
    });
    return new Response(events.pipeThrough(lines).pipeThrough(new TextEncoderStream()), {
      headers: { "content-type": "application/x-ndjson; charset=utf-8" },
    });
  },
});
