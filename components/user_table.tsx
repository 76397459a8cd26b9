/** The users of the house, with what may be done to each. */
import { fill, type Texts } from "../web/i18n/mod.ts";
import { useTimes } from "../web/zone.ts";

interface UserRow {
  readonly name: string;
  /** UTC ms. */
  readonly createdMs: number;
  readonly isDebug: boolean;
  readonly mustChangePassword: boolean;
}

interface TableProps {
  /** By name. */
  readonly users: readonly UserRow[];
  readonly texts: Texts["users"];
}

/** Forms alone: no script sees a password. */
export function UserTable({ users, texts }: TableProps) {
  const { dateTime } = useTimes();
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">{texts.name}</th>
          <th scope="col">{texts.since}</th>
          <th scope="col">{texts.state}</th>
          <th scope="col"></th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <tr key={user.name}>
            <td data-label={texts.name}>
              <strong>{user.name}</strong>
            </td>
            <td data-label={texts.since}>{dateTime(user.createdMs)}</td>
            <td data-label={texts.state}>
              {user.isDebug ? texts.debug : user.mustChangePassword && texts.mustChange}
            </td>
            <td>{!user.isDebug && <Actions name={user.name} texts={texts} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Actions({ name, texts }: { name: string; texts: Texts["users"] }) {
  return (
    <div class="actions">
      <Question name={name} action="reset" texts={texts} />
      <Question name={name} action="remove" texts={texts} />
    </div>
  );
}

interface QuestionProps {
  readonly name: string;
  readonly action: "reset" | "remove";
  readonly texts: Texts["users"];
}

/** The question is a popover: it closes by Escape, and the focus goes back to the button. */
function Question({ name, action, texts }: QuestionProps) {
  const dialog = `${action}-${encodeURIComponent(name)}`;
  const tone = action === "remove" ? "danger" : "primary";
  const title = fill(action === "reset" ? texts.resetOf : texts.removeOf, { name });
  return (
    <>
      <button
        type="button"
        class={action === "remove" ? "button small danger" : "button small"}
        popovertarget={dialog}
        aria-label={title}
      >
        {texts[action]}
      </button>
      <div id={dialog} popover="auto" class="dialog" role="alertdialog" aria-labelledby={`${dialog}-title`}>
        <h2 id={`${dialog}-title`}>{title}</h2>
        <p>{action === "reset" ? texts.resetText : texts.removeText}</p>
        <form method="post" action="/users" f-client-nav="false" class="dialog-actions">
          <input type="hidden" name="name" value={name} />
          <button type="button" class="button" popovertarget={dialog} popovertargetaction="hide" autofocus>
            {texts.cancel}
          </button>
          <button type="submit" name="action" value={action} class={`button ${tone}`}>{texts[action]}</button>
        </form>
      </div>
    </>
  );
}
