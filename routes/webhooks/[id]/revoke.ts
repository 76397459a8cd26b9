/** Revokes a webhook of the user. */
import { define } from "../../../web/state.ts";
import { ofId } from "../../../web/webhook_forms.ts";

export const handler = define.handlers({
  POST: async (ctx) => {
    await ctx.state.services.webhooks.revoke(ofId.parse(ctx.params).id);
    return ctx.redirect("/webhooks", 303);
  },
});
