/** The way in: a name and a password. */
import { page, type RouteConfig } from "fresh";
import { z } from "zod";
import { EntryPage, Field } from "../components/entry_page.tsx";
import { formOf } from "../web/form_body.ts";
import { safePath } from "../web/guard.ts";
import { readPreferences } from "../web/preferences.ts";
import { comeIn, type FormProblem, problemOf, visitorOf } from "../web/sign_in.ts";
import { define } from "../web/state.ts";

const form = z.object({
  name: z.string().max(200),
  password: z.string().max(2_000),
  next: z.string().max(2_000).default("/"),
});

interface Shown {
  readonly problem: FormProblem | null;
  readonly name: string;
  readonly next: string;
}

export const config: RouteConfig = { skipInheritedLayouts: true };

export const handler = define.handlers({
  GET: (ctx) => {
    const next = safePath(ctx.url.searchParams.get("next"));
    if (ctx.state.viewer?.sessionId) return ctx.redirect(next, 303);
    return page<Shown>({ problem: null, name: "", next });
  },
  POST: async (ctx) => {
    const { name, password, next } = form.parse(Object.fromEntries(await formOf(ctx.req)));
    const { house, texts, language } = ctx.state;
    const shown = readPreferences(ctx.req, language).session;
    const outcome = await house.accounts.signIn(name, password, visitorOf(ctx), shown);
    if (outcome.kind === "opened") return await comeIn(ctx, outcome, safePath(next));
    const problem = problemOf(outcome, texts.login);
    const { status, headers } = problem;
    return page<Shown>({ problem, name, next: safePath(next) }, { status, headers });
  },
});

export default define.page<typeof handler>(({ data: { problem, name, next }, state }) => {
  const { login: texts } = state.texts;
  return (
    <EntryPage state={state} title={texts.title} problem={problem?.text ?? null} action="/login" submit={texts.submit}>
      <input type="hidden" name="next" value={next} />
      <Field label={texts.name} name="name" value={name} autocomplete="username" focus={name === ""} />
      <Field
        label={texts.password}
        name="password"
        autocomplete="current-password"
        focus={name !== ""}
      />
    </EntryPage>
  );
});
