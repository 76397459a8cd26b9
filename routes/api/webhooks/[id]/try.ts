/** Judges a message as a call in test mode is. */
import { jsonOf } from "../../../../web/json_body.ts";
import { define } from "../../../../web/state.ts";
import { ofId, tryBody } from "../../../../web/webhook_forms.ts";

export const handler = define.handlers({
  POST: async ({ req, params, state: { services } }) => {
    const { id } = ofId.parse(params);
    const { body } = tryBody.parse(await jsonOf(req));
    return Response.json(await services.webhooks.tryMessage(id, body), { status: 201 });
  },
});
