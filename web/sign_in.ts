/** What the routes of signing in share: who asks, the cookies of a user who has just come in, and answers in words. */
import type { Context } from "./fresh/types.ts";
import { type Denied, LONGEST_MS, type Opened, type Unfit, type Visitor } from "./accounts.ts";
import { fill, type Texts } from "./i18n/mod.ts";
import { languageCookie, sessionCookie, themeCookie } from "./preferences.ts";
import type { State } from "./state.ts";

/** The browser that asks. */
export function visitorOf({ req, info, state: { house } }: Pick<Context<State>, "req" | "info" | "state">): Visitor {
  return { address: house.addressOf(req, info), userAgent: req.headers.get("user-agent") ?? "" };
}

/** Goes on to `path` as the user who has just come in, with what that user prefers. */
export async function comeIn(ctx: Context<State>, { user, token }: Opened, path: string): Promise<Response> {
  const response = ctx.redirect(path, 303);
  response.headers.append("set-cookie", sessionCookie(token, LONGEST_MS, ctx.req));
  const preferences = await ctx.state.house.preferencesOf(user.id);
  if (preferences?.language) response.headers.append("set-cookie", languageCookie(preferences.language));
  if (preferences) response.headers.append("set-cookie", themeCookie(preferences.theme));
  return response;
}

/** Why somebody does not come in, as the page of the form shows it. */
export interface FormProblem {
  readonly status: number;
  readonly text: string;
  /** When it makes sense to try again. */
  readonly headers: Record<string, string>;
}

/** A refusal in the user's words. */
export function problemOf(denied: Denied | Unfit, texts: Texts["login"]): FormProblem {
  if (denied.kind === "wrong") return { status: 401, text: texts.wrong, headers: {} };
  if (denied.kind === "busy") return { status: 503, text: texts.busy, headers: { "retry-after": "1" } };
  if (denied.kind === "unfit") return { status: 422, text: texts.unfit[denied.why], headers: {} };
  const seconds = Math.max(1, Math.ceil(denied.waitMs / 1_000));
  return { status: 429, text: fill(texts.wait, { seconds }), headers: { "retry-after": String(seconds) } };
}
