/** The browsers by which a user is signed in. */
import { fill, type Texts } from "../web/i18n/mod.ts";
import { useTimes } from "../web/zone.ts";
import { Panel } from "./panel.tsx";

/** A browser that is signed in; times are UTC ms. */
interface SessionRow {
  readonly id: string;
  readonly userAgent: string;
  readonly address: string;
  readonly createdMs: number;
  readonly seenMs: number;
}

interface TableProps {
  /** The one seen last first. */
  readonly sessions: readonly SessionRow[];
  /** The session of the browser that looks at the table. */
  readonly own: string | null;
  readonly texts: Texts["account"];
}

/** Each with a button that ends it. */
export function SessionTable({ sessions, own, texts }: TableProps) {
  const { dateTime } = useTimes();
  return (
    <Panel title={texts.sessions} aside={<span class="quiet">{texts.sessionsHint}</span>}>
      <table class="sessions cards">
        <thead>
          <tr>
            <th scope="col">{texts.browser}</th>
            <th scope="col">{texts.address}</th>
            <th scope="col">{texts.since}</th>
            <th scope="col">{texts.seen}</th>
            <th scope="col"></th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <tr key={session.id}>
              <td data-label={texts.browser}>
                {session.userAgent} {session.id === own && <span class="tag">{texts.this}</span>}
              </td>
              <td data-label={texts.address}>{session.address}</td>
              <td data-label={texts.since}>{dateTime(session.createdMs)}</td>
              <td data-label={texts.seen}>{dateTime(session.seenMs)}</td>
              <td>
                <form method="post" action={`/account/sessions/${session.id}/revoke`} f-client-nav="false">
                  <button
                    type="submit"
                    class="button small danger"
                    aria-label={fill(texts.revokeOf, { address: session.address, seen: dateTime(session.seenMs) })}
                  >
                    {texts.revoke}
                  </button>
                </form>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
