/** Asks something of an actor or a supervisor: restart, stop. */
import { z } from "zod";
import { ACTOR_ACTIONS } from "../../web/actor_actions.ts";
import { jsonOf } from "../../web/json_body.ts";
import { define } from "../../web/state.ts";

const parameters = z.object({ action: z.enum(ACTOR_ACTIONS) });
const body = z.object({ path: z.string().max(200) });

export const handler = define.handlers({
  POST: async (ctx) => {
    const { action } = parameters.parse(ctx.params);
    const { path } = body.parse(await jsonOf(ctx.req));
    await ctx.state.services.actOnActor(path, action);
    return new Response(null, { status: 204 });
  },
});
