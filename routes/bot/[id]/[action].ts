/** Asks something of a strategy at work: suspend, resume, sell, stop. */
import { z } from "zod";
import { wantsPage } from "../../../web/errors.ts";
import { BOT_ACTIONS } from "../../../web/bot_services.ts";
import { define } from "../../../web/state.ts";

const parameters = z.object({ id: z.uuid(), action: z.enum(BOT_ACTIONS) });

export const handler = define.handlers({
  POST: async (ctx) => {
    const { id, action } = parameters.parse(ctx.params);
    await ctx.state.services.bot.act(id, action);
    return wantsPage(ctx.req) ? ctx.redirect("/bot", 303) : new Response(null, { status: 204 });
  },
});
