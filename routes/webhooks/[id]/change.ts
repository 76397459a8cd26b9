/** Changes where a webhook trades, its mode, and whose calls it takes. */
import { formOf } from "../../../web/form_body.ts";
import { define } from "../../../web/state.ts";
import { ofId, settingsForm } from "../../../web/webhook_forms.ts";

export const handler = define.handlers({
  POST: async (ctx) => {
    const { id } = ofId.parse(ctx.params);
    await ctx.state.services.webhooks.find(id); // whose it is comes before what is wrong with the form
    const to = settingsForm.parse(Object.fromEntries(await formOf(ctx.req)));
    await ctx.state.services.webhooks.change(id, to);
    return ctx.redirect("/webhooks", 303);
  },
});
