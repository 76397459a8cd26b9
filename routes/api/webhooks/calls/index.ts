/** The calls of the user's webhooks. */
import { define } from "../../../../web/state.ts";
import { callsQuery } from "../../../../web/webhook_forms.ts";

export const handler = define.handlers({
  GET: async ({ url, state: { services } }) => {
    const query = callsQuery.parse(Object.fromEntries(url.searchParams));
    return Response.json(await services.webhooks.calls(query), { headers: { "cache-control": "no-store" } });
  },
});
