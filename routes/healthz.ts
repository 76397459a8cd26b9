/** Is the house alive? For monitors: 200 while the market feed is connected, 503 otherwise. It tells no more, since it tells anybody. */
import { define } from "../web/state.ts";

export const handler = define.handlers({
  GET: async (ctx) => {
    const ok = await ctx.state.house.isConnected();
    return Response.json({ ok }, { status: ok ? 200 : 503, headers: { "cache-control": "no-store" } });
  },
});
