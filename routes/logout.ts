/** Signs the browser out. */
import { readPreferences, sessionCookie } from "../web/preferences.ts";
import { define } from "../web/state.ts";

export const handler = define.handlers({
  POST: async (ctx) => {
    const { house, language } = ctx.state;
    await house.accounts.signOut(readPreferences(ctx.req, language).session);
    const response = ctx.redirect(house.debugUser === null ? "/login" : "/", 303);
    response.headers.append("set-cookie", sessionCookie("", 0, ctx.req));
    return response;
  },
});
