/** One strategy at work with its timeline, anew. */
import { ofWork, timelineQuery } from "../../../web/bot/bodies.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ params, url, state: { services } }) => {
    const { page } = timelineQuery.parse(Object.fromEntries(url.searchParams));
    const view = await services.bot.open(ofWork.parse(params).id, page);
    return Response.json(view, { headers: { "cache-control": "no-store" } });
  },
});
