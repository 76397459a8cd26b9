/** Takes a choice of language or theme, and goes back to the page that asked. */
import { z } from "zod";
import { LANGUAGES } from "../web/i18n/mod.ts";
import { languageCookie, themeCookie, THEMES } from "../web/preferences.ts";
import { define } from "../web/state.ts";

const choice = z.object({ language: z.enum(LANGUAGES).optional(), theme: z.enum(THEMES).optional() });

export const handler = define.handlers({
  POST: async (ctx) => {
    const { language, theme } = choice.parse(Object.fromEntries(await ctx.req.formData()));
    const response = ctx.redirect(pathOf(ctx.req.headers.get("referer")), 303);
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
