/** Takes a choice of language or theme, and goes back to the page that asked. */
import { z } from "zod";
import { wantsPage } from "../web/errors.ts";
import { formOf } from "../web/form_body.ts";
import { LANGUAGES } from "../web/i18n/mod.ts";
import { languageCookie, themeCookie, THEMES } from "../web/preferences.ts";
import { define } from "../web/state.ts";

const choice = z.object({ language: z.enum(LANGUAGES).optional(), theme: z.enum(THEMES).optional() });

export const handler = define.handlers({
  POST: async (ctx) => {
    const { language, theme } = choice.parse(Object.fromEntries(await formOf(ctx.req)));
    const { viewer, house } = ctx.state;
    if (viewer) await house.savePreferences(viewer.userId, { ...(language && { language }), ...(theme && { theme }) });
    const response = wantsPage(ctx.req)
      ? ctx.redirect(pathOf(ctx.req.headers.get("referer")), 303)
      : new Response(null, { status: 204 });
    if (language) response.headers.append("set-cookie", languageCookie(language));
    if (theme) response.headers.append("set-cookie", themeCookie(theme));
    return response;
  },
});

/** Path and query of the page before; never another host. */
function pathOf(referer: string | null): string {
  const url = referer === null ? null : URL.parse(referer);
  return url === null ? "/" : url.pathname + url.search;
}
