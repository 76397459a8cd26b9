/** Another password: of the user's own will, or because the first one must be changed. */
import { HttpError, page, type RouteConfig } from "fresh";
import { z } from "zod";
import { EntryPage, Field } from "../components/entry_page.tsx";
import { formOf } from "../web/form_body.ts";
import { comeIn, type FormProblem, problemOf, visitorOf } from "../web/sign_in.ts";
import { define, type State } from "../web/state.ts";
import type { Viewer } from "../web/viewer.ts";

const password = z.string().max(2_000);
const form = z.object({ current: password, next: password, again: password });

export const config: RouteConfig = { skipInheritedLayouts: true };

export const handler = define.handlers({
  GET: (ctx) => {
    signedIn(ctx.state);
    return page<FormProblem | null>(null);
  },
  POST: async (ctx) => {
    const { userId, name } = signedIn(ctx.state);
    const { current, next, again } = form.parse(Object.fromEntries(await formOf(ctx.req)));
    const { house, texts: { login: texts } } = ctx.state;
    if (next !== again) return refused({ status: 422, text: texts.unfit.differs, headers: {} });
    const outcome = await house.accounts.changePassword({ id: userId, name }, { current, next }, visitorOf(ctx));
    if (outcome.kind !== "opened") return refused(problemOf(outcome, { ...texts, wrong: texts.wrongCurrent }));
    return await comeIn(ctx, outcome, ctx.state.viewer?.mustChangePassword ? "/" : "/account");
  },
});

/** The user of debug mode has no password to change. */
function signedIn({ viewer }: State): Viewer {
  if (!viewer?.sessionId) throw new HttpError(403, "Sign in with a password first");
  return viewer;
}

function refused(problem: FormProblem) {
  const { status, headers } = problem;
  return page<FormProblem | null>(problem, { status, headers });
}

export default define.page<typeof handler>(({ data: problem, state }) => {
  const { login: texts } = state.texts;
  const isForced = state.viewer?.mustChangePassword ?? false;
  return (
    <EntryPage
      state={state}
      title={texts.change}
      lead={isForced ? texts.mustChange : texts.rules}
      problem={problem?.text ?? null}
      action="/password"
      submit={texts.change}
      back={isForced ? null : "/account"}
    >
      <Field label={texts.current} name="current" autocomplete="current-password" focus />
      <Field label={texts.next} name="next" autocomplete="new-password" />
      <Field label={texts.again} name="again" autocomplete="new-password" />
    </EntryPage>
  );
});
