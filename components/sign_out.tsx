/** Who is signed in, and the way out. */
import { fill, type Texts } from "../web/i18n/mod.ts";

/** A button that signs this browser out. */
export function SignOut({ texts, name }: { texts: Texts; name: string }) {
  return (
    <form method="post" action="/logout" f-client-nav="false" class="sign-out">
      <span class="quiet">{fill(texts.login.as, { name })}</span>
      <button type="submit" class="tool wide">{texts.login.signOut}</button>
    </form>
  );
}
