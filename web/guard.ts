/** Who may come in: every request is some user's, but for the few routes that lead there. */
import type { User } from "../db/users.ts";
import type { Accounts } from "./accounts.ts";
import { wantsPage } from "./errors.ts";
import { HttpError } from "./fresh/error.ts";
import type { Viewer } from "./viewer.ts";

/** Patterns of routes that answer anybody. A monitor is told no more than whether the house is well. */
export const PUBLIC_ROUTES: ReadonlySet<string> = new Set(["/login", "/logout", "/preferences", "/healthz"]);
/** What is left to a user who must change the password first. */
const BEFORE_CHANGE: ReadonlySet<string> = new Set([...PUBLIC_ROUTES, "/password"]);

/** What tells who asks. */
export interface Cookies {
  readonly session: string | undefined;
  /** Names a browser that need not sign in. */
  readonly browserId: string;
}

/** Who asks; null = somebody who has not signed in. In debug mode that is `debugUser`. */
export async function viewerOf(
  accounts: Accounts,
  debugUser: Pick<User, "id" | "name"> | null,
  { session: token, browserId }: Cookies,
): Promise<Viewer | null> {
  const signedIn = await accounts.who(token);
  if (signedIn) {
    const { user, session } = signedIn;
    return {
      userId: user.id,
      name: user.name,
      browserId: session.id,
      sessionId: session.id,
      isDev: false,
      mustChangePassword: user.mustChangePassword && debugUser === null,
    };
  }
  if (debugUser === null) return null;
  const { id: userId, name } = debugUser;
  return { userId, name, browserId, sessionId: null, isDev: true, mustChangePassword: false };
}

/**
 * The answer for who may not ask this: the way to the login, or to the change of password. Undefined = go on.
 * @throws {HttpError} 401 or 403 where no page was asked for.
 */
export function turnedAway(viewer: Viewer | null, route: string | null, request: Request): Response | undefined {
  if (viewer === null) {
    if (route !== null && PUBLIC_ROUTES.has(route)) return undefined;
    if (!wantsPage(request)) throw new HttpError(401, "Sign in first");
    return redirect(request.method === "GET" ? `/login${nextOf(new URL(request.url))}` : "/login");
  }
  if (!viewer.mustChangePassword || (route !== null && BEFORE_CHANGE.has(route))) return undefined;
  if (!wantsPage(request)) throw new HttpError(403, "Change your password first");
  return redirect("/password");
}

/** A path of ours to go on to after the login; anything else is the first page. */
export function safePath(next: string | null): string {
  return next !== null && /^\/(?![/\\])[\x21-\x7e]*$/.test(next) ? next : "/";
}

function nextOf({ pathname, search }: URL): string {
  return pathname === "/" ? "" : `?next=${encodeURIComponent(pathname + search)}`;
}

function redirect(location: string): Response {
  return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
}
