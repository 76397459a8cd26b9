/** Says which channels the open pages of a session look at; it replaces what was said before. */
import { z } from "zod";
import { channelName } from "../../actors/live/live_events.ts";
import { jsonOf } from "../../web/json_body.ts";
import { define } from "../../web/state.ts";

const body = z.object({ channels: z.array(channelName).max(20) });

export const handler = define.handlers({
  POST: async (ctx) => {
    const { channels } = body.parse(await jsonOf(ctx.req));
    ctx.state.services.watchChannels(channels);
    return new Response(null, { status: 204 });
  },
});
