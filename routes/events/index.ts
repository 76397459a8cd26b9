/** The event stream of a browser session. */
import { parseLastEventId } from "../../actors/live/sse.ts";
import { define } from "../../web/state.ts";

export const handler = define.handlers({
  GET: async (ctx) => {
    const lastEventId = parseLastEventId(ctx.req.headers.get("last-event-id") ?? ctx.url.searchParams.get("last"));
    const stream = await ctx.state.services.openStream(lastEventId);
    return new Response(stream, {
      headers: { "content-type": "text/event-stream", "cache-control": "no-store, no-transform" },
    });
  },
  // A stream has no end, so there is nothing to ask about without it.
  HEAD: () => new Response(null, { headers: { "content-type": "text/event-stream" } }),
});
