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
    <form method="post" action="/users" f-client-nav="false" class="actions">
      <input type="hidden" name="name" value={name} />
      <button type="submit" name="action" value="reset" class="button small" aria-label={fill(texts.resetOf, { name })}>
        {texts.reset}
      </button>
      <button
        type="submit"
        name="action"
        value="remove"
        class="button small danger"
        aria-label={fill(texts.removeOf, { name })}
      >
        {texts.remove}
      </button>
    </form>
  );
}
