/** Revokes an API token of the user. */
import { HttpError } from "fresh";
import { z } from "zod";
import { wantsPage } from "../../../../web/errors.ts";
import { define } from "../../../../web/state.ts";

const parameters = z.object({ id: z.uuid() });

export const handler = define.handlers({
  POST: async (ctx) => {
    const { id } = parameters.parse(ctx.params);
    const { house, viewer } = ctx.state;
    if (!viewer || !await house.tokens.revoke(viewer.userId, id)) throw new HttpError(404, `You have no token ${id}`);
    return wantsPage(ctx.req) ? ctx.redirect("/account", 303) : new Response(null, { status: 204 });
  },
});
