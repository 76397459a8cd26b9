/** What the Trading bot page shows, anew: GET after a fill, or when the page has missed something; POST sets to work. */
import { activation } from "../../../web/bot/bodies.ts";
import { jsonOf } from "../../../web/json_body.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  GET: async (ctx) => Response.json(await ctx.state.services.bot.view(), { headers: { "cache-control": "no-store" } }),
  POST: async ({ req, state: { services } }) =>
    Response.json(await services.bot.activate(activation.parse(await jsonOf(req)))),
});
