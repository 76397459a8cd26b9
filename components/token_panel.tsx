/** The API tokens of a user's programs: those there are, and a form for another. */
import { fill, type Texts } from "../web/i18n/mod.ts";
import { useTimes } from "../web/zone.ts";
import { Panel } from "./panel.tsx";

/** A token; times are UTC ms. Nothing here opens anything. */
interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly ("read" | "trade")[];
  readonly createdMs: number;
  readonly usedMs: number | null;
  readonly revokedMs: number | null;
}

interface TokenProps {
  /** The newest first. */
  readonly tokens: readonly TokenRow[];
  readonly texts: Texts["tokens"];
}

/** Revoked tokens that are still shown, the newest of them. */
const REVOKED_SHOWN = 5;

/** Each token with a button that revokes it, once it was confirmed. No script is needed. */
export function TokenPanel({ tokens, texts }: TokenProps) {
  const revoked = tokens.filter(({ revokedMs }) => revokedMs !== null).slice(0, REVOKED_SHOWN);
  const shown = tokens.filter((token) => token.revokedMs === null || revoked.includes(token));
  return (
    <Panel
      title={texts.title}
      aside={
        <span class="quiet">
          {texts.hint} <a href="/api/v1/docs">{texts.docs}</a>
        </span>
      }
    >
      {shown.length === 0 ? <p class="empty">{texts.none}</p> : <TokenTable tokens={shown} texts={texts} />}
      <form method="post" action="/account/tokens" f-client-nav="false" class="panel-line">
        <label class="field">
          <span>{texts.name}</span>
          <input name="name" required pattern=".*\S.*" maxlength={60} autocomplete="off" placeholder={texts.nameHint} />
        </label>
        <label class="field">
          <span>{texts.scope}</span>
          <select name="scope">
            <option value="read">{texts.scopes.read}</option>
            <option value="trade">{texts.scopes.trade}</option>
          </select>
        </label>
        <button type="submit" class="button">{texts.make}</button>
      </form>
    </Panel>
  );
}

function TokenTable({ tokens, texts }: TokenProps) {
  const { dateTime } = useTimes();
  return (
    <table class="sessions cards">
      <thead>
        <tr>
          <th scope="col">{texts.name}</th>
          <th scope="col">{texts.scope}</th>
          <th scope="col">{texts.created}</th>
          <th scope="col">{texts.used}</th>
          <th scope="col"></th>
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => (
          <tr key={token.id}>
            <td data-label={texts.name}>{token.name}</td>
            <td data-label={texts.scope}>{texts.scopes[token.scopes.includes("trade") ? "trade" : "read"]}</td>
            <td data-label={texts.created}>{dateTime(token.createdMs)}</td>
            <td data-label={texts.used}>{token.usedMs === null ? texts.never : dateTime(token.usedMs)}</td>
            <td>
              {token.revokedMs === null
                ? <Revoke token={token} texts={texts} />
                : <span class="tag">{texts.revoked} {dateTime(token.revokedMs)}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The question is a popover: it closes by Escape, and the focus goes back to the button. */
function Revoke({ token: { id, name }, texts }: { readonly token: TokenRow; readonly texts: Texts["tokens"] }) {
  const dialog = `revoke-${id}`;
  return (
    <>
      <button
        type="button"
        class="button small danger"
        popovertarget={dialog}
        aria-label={fill(texts.revokeOf, { name })}
      >
        {texts.revoke}
      </button>
      <div id={dialog} popover="auto" class="dialog" role="alertdialog" aria-labelledby={`${dialog}-title`}>
        <h2 id={`${dialog}-title`}>{fill(texts.confirm, { name })}</h2>
        <p>{texts.confirmText}</p>
        <form
          method="post"
          action={`/account/tokens/${id}/revoke`}
          f-client-nav="false"
          class="dialog-actions"
        >
          <button type="button" class="button" popovertarget={dialog} popovertargetaction="hide" autofocus>
            {texts.cancel}
          </button>
          <button type="submit" class="button danger">{texts.revoke}</button>
        </form>
      </div>
    </>
  );
}
