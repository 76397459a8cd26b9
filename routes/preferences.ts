/** Takes a choice of language, theme or time zone, and goes back to the page that asked. */
import { HttpError } from "fresh";
import { z } from "zod";
import { isTimeZone, spelledZone } from "../domain/time_zone.ts";
import { wantsPage } from "../web/errors.ts";
import { formOf } from "../web/form_body.ts";
import { fill, LANGUAGES } from "../web/i18n/mod.ts";
import { languageCookie, themeCookie, THEMES } from "../web/preferences.ts";
import { define } from "../web/state.ts";

const choice = z.object({
  language: z.enum(LANGUAGES).optional(),
  theme: z.enum(THEMES).optional(),
  timeZone: z.string().max(64).transform(spelledZone).optional(),
});

export const handler = define.handlers({
  POST: async (ctx) => {
    const { language, theme, timeZone } = choice.parse(Object.fromEntries(await formOf(ctx.req)));
    const { viewer, house, texts } = ctx.state;
    if (timeZone !== undefined && !isTimeZone(timeZone)) {
      throw new HttpError(400, fill(texts.account.noZone, { zone: timeZone }));
    }
    if (viewer) {
      const chosen = { ...(language && { language }), ...(theme && { theme }), ...(timeZone && { timeZone }) };
      await house.savePreferences(viewer.userId, chosen);
    }
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
