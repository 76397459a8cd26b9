/** Has a call that failed executed again. */
import { define } from "../../../../../web/state.ts";
import { ofId } from "../../../../../web/webhook_forms.ts";

export const handler = define.handlers({
  POST: async ({ params, state: { services } }) =>
    Response.json(await services.webhooks.retry(ofId.parse(params).id), { status: 201 }),
});
