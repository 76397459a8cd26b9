/** What the Trading bot page shows, anew: after a fill, or when the page has missed something. */
import { define } from "../../web/state.ts";

export const handler = define.handlers({
  GET: async (ctx) => Response.json(await ctx.state.services.bot(), { headers: { "cache-control": "no-store" } }),
});
