/** The users of the house: made, given another first password, removed. For who needs no login alone, in debug mode. */
import { HttpError, page } from "fresh";
import { z } from "zod";
import { PageTitle } from "../components/page_title.tsx";
import { Panel } from "../components/panel.tsx";
import { UserTable } from "../components/user_table.tsx";
import { formOf } from "../web/form_body.ts";
import { fill, type Texts } from "../web/i18n/mod.ts";
import { define, type State } from "../web/state.ts";
import type { UserDesk } from "../web/user_desk.ts";

const form = z.object({ action: z.enum(["add", "reset", "remove"]), name: z.string().max(200) });
type Form = z.infer<typeof form>;

/** What was done, or why it was not. */
interface Notice {
  readonly text: string;
  /** Shown this once. */
  readonly password: string | null;
  readonly isRefusal: boolean;
}

export const handler = define.handlers({
  GET: async ({ state }) => await shown(deskOf(state), null),
  POST: async ({ req, state }) => {
    const desk = deskOf(state);
    const asked = form.parse(Object.fromEntries(await formOf(req)));
    return await shown(desk, await noticeOf(desk, asked, state.texts.users));
  },
});

export default define.page<typeof handler>(({ data: { users, notice }, state: { texts: { users: texts } } }) => (
  <>
    <PageTitle title={texts.title} />
    {notice && (
      <p class={notice.isRefusal ? "entry-problem" : "panel panel-line"} role={notice.isRefusal ? "alert" : "status"}>
        {notice.text} {notice.password !== null && <code>{notice.password}</code>}
      </p>
    )}
    <Panel title={texts.title} aside={<span class="quiet">{texts.lead}</span>}>
      <UserTable users={users} texts={texts} />
      <form method="post" action="/users" f-client-nav="false" class="panel-line">
        <label class="field">
          <span>{texts.name}</span>
          <input name="name" required maxLength={64} autocomplete="off" autocapitalize="none" spellcheck={false} />
        </label>
        <button type="submit" name="action" value="add" class="button">{texts.add}</button>
      </form>
    </Panel>
  </>
));

/** @throws {HttpError} 403 for who must sign in. */
function deskOf({ viewer, house }: State): UserDesk {
  if (!viewer?.isDev) throw new HttpError(403, "Users are made in debug mode, or by deno task user");
  return house.users;
}

async function shown(desk: UserDesk, notice: Notice | null) {
  const status = notice?.isRefusal ? 422 : 200;
  return page({ users: await desk.list(), notice }, { status });
}

async function noticeOf(desk: UserDesk, { action, name }: Form, texts: Texts["users"]): Promise<Notice> {
  const answer = await desk[action](name);
  if (answer.outcome === "done") {
    const password = "password" in answer ? answer.password : null;
    return { text: fill(password === null ? texts.removed : texts.made, { name }), password, isRefusal: false };
  }
  const rows = answer.why === "owner" ? answer.rows.map(({ table, count }) => `${table} ${count}`).join(", ") : "";
  return { text: fill(texts.refused[answer.why], { name, rows }), password: null, isRefusal: true };
}
