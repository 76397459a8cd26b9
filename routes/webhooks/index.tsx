/** Webhooks: how to set them up, those there are, and the calls that came. POST makes one and shows its address, this once. */
import { page } from "fresh";
import { PageTitle } from "../../components/page_title.tsx";
import { HookPanel } from "../../components/webhooks/hook_panel.tsx";
import { MadePanel } from "../../components/webhooks/made_panel.tsx";
import WebhookDesk from "../../islands/webhook_desk.tsx";
import { formOf } from "../../web/form_body.ts";
import { define } from "../../web/state.ts";
import { webhookForm } from "../../web/webhook_forms.ts";
import { WEBHOOK_PATH } from "../../web/webhook_gate.ts";
import { shownPage } from "../../web/webhook_page.ts";

export const handler = define.handlers({
  GET: async ({ state: { services } }) => page({ made: null, shown: await shownPage(services) }),
  POST: async (ctx) => {
    const of = webhookForm.parse(Object.fromEntries(await formOf(ctx.req)));
    const { token, webhook: { name } } = await ctx.state.services.webhooks.make(of);
    return page({ made: { name, address: `${ctx.url.origin}${WEBHOOK_PATH}/${token}` }, shown: null }, { status: 201 });
  },
});

export default define.page<typeof handler>(({ data: { made, shown }, state: { language, texts } }) => (
  <>
    <PageTitle title={texts.webhooks.title} />
    {made && <MadePanel {...made} texts={texts.webhooks.made} />}
    {shown && (
      <div class="webhooks">
        <HookPanel webhooks={shown.webhooks} brokers={shown.brokers} texts={texts.webhooks.hooks} />
        <WebhookDesk language={language} webhooks={shown.webhooks} calls={shown.calls} />
      </div>
    )}
  </>
));
