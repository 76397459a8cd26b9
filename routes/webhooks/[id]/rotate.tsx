/** Gives a webhook another address, and shows it, this once. */
import { page } from "fresh";
import { PageTitle } from "../../../components/page_title.tsx";
import { MadePanel } from "../../../components/webhooks/made_panel.tsx";
import { define } from "../../../web/state.ts";
import { ofId } from "../../../web/webhook_forms.ts";
import { WEBHOOK_PATH } from "../../../web/webhook_gate.ts";

export const handler = define.handlers({
  POST: async (ctx) => {
    const { id } = ofId.parse(ctx.params);
    const { token, webhook: { name } } = await ctx.state.services.webhooks.rotate(id);
    return page({ name, address: `${ctx.url.origin}${WEBHOOK_PATH}/${token}` }, { status: 201 });
  },
});

export default define.page<typeof handler>(({ data, state: { texts: { webhooks: texts } } }) => (
  <>
    <PageTitle title={texts.title} />
    <MadePanel {...data} texts={texts.made} />
  </>
));
