/** Makes an API token and shows it, this once. */
import { HttpError, page } from "fresh";
import { z } from "zod";
import { PageTitle } from "../../../components/page_title.tsx";
import { Panel } from "../../../components/panel.tsx";
import { NAME_CHARACTERS } from "../../../web/api_tokens.ts";
import { formOf } from "../../../web/form_body.ts";
import { fill } from "../../../web/i18n/mod.ts";
import { define } from "../../../web/state.ts";

const form = z.object({
  name: z.string().trim().min(1).max(NAME_CHARACTERS).regex(/^[^\0]*$/, "expected text without the character 0"),
  scope: z.enum(["read", "trade"]),
});

export const handler = define.handlers({
  GET: (ctx) => ctx.redirect("/account", 303),
  POST: async (ctx) => {
    const { house, viewer } = ctx.state;
    if (!viewer?.sessionId) throw new HttpError(403, `${viewer?.name} has no API tokens: sign in as somebody`);
    const { name, scope } = form.parse(Object.fromEntries(await formOf(ctx.req)));
    const { token } = await house.tokens.make(viewer.userId, { name, scopes: [scope] });
    return page({ name, token, url: `${ctx.url.origin}/api/v1/me` }, { status: 201 });
  },
});

export default define.page<typeof handler>(({ data: { name, token, url }, state: { texts: { tokens: texts } } }) => (
  <>
    <PageTitle title={texts.title} />
    <Panel title={fill(texts.made, { name })} class="token-made">
      <p>{texts.madeText}</p>
      <p>
        <code class="token-text">{token}</code>
      </p>
      <p class="quiet">{texts.example}</p>
      <pre class="token-text">{`curl -H 'Authorization: Bearer ${token}' ${url}`}</pre>
      <p>
        <a class="button" href="/account">{texts.back}</a>
      </p>
    </Panel>
  </>
));
