/** Is the house alive? For monitors: 200 while the market feed is connected, 503 otherwise. */
import { define } from "../web/state.ts";

export const handler = define.handlers({
  GET: async (ctx) => {
    const { services, build } = ctx.state;
    const { status, strategies } = await services.snapshot();
    const body = {
      ok: status?.connected ?? false,
      build,
      environment: services.facts.environment,
      heartbeat: status,
      strategies: strategies.length,
    };
    return Response.json(body, { status: body.ok ? 200 : 503, headers: { "cache-control": "no-store" } });
  },
});
