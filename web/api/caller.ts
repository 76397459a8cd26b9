/** Who asks the API: a program by its token, or a user by the session of a browser. */
import { allows, type Scope, SCOPES } from "../../security/tokens.ts";
import { HttpError } from "../fresh/error.ts";
import type { ServeInfo } from "../fresh/types.ts";
import { viewerOf } from "../guard.ts";
import { readPreferences } from "../preferences.ts";
import { isSameOrigin } from "../same_origin.ts";
import type { WebHouse } from "../services.ts";
import type { Viewer } from "../viewer.ts";
import { ProblemError } from "./problem.ts";
import type { Needs } from "./route.ts";

/** Who asks, and by what. */
export interface Caller {
  readonly viewer: Viewer;
  /** `debug`: nobody need sign in. */
  readonly by: "session" | "token" | "debug";
  readonly scopes: readonly Scope[];
}

/**
 * Who asks; null = nobody. A header `Authorization` counts alone: a cookie beside it is not looked at.
 * @throws {HttpError} 401 for a token that is none, 429 after too many of those.
 */
export async function callerOf(house: WebHouse, request: Request, info?: ServeInfo): Promise<Caller | null> {
  const authorization = request.headers.get("authorization");
  if (authorization !== null) return await programOf(house, authorization, house.addressOf(request, info));
  const { session, browserId } = readPreferences(request, house.facts.language);
  const viewer = await viewerOf(house.accounts, house.debugUser, {
    session,
    browserId: browserId ?? crypto.randomUUID(),
  });
  return viewer && { viewer, by: viewer.sessionId === null ? "debug" : "session", scopes: SCOPES };
}

/**
 * Refuses who may not ask this.
 * @throws {HttpError} 401 for nobody, 403 for who must change the password first, a token that may not, and another site.
 */
export function admit(caller: Caller | null, needs: Needs, request: Request): void {
  if (needs === "nobody") return;
  if (caller === null) throw unauthorized("Sign in, or show an API token");
  if (caller.by !== "token" && !isSameOrigin(request)) {
    throw new HttpError(403, "A session takes this from its own pages alone: expected a header Origin of this server");
  }
  if (caller.viewer.mustChangePassword) throw new HttpError(403, "Change your password first");
  if (caller.by !== "token") return;
  if (needs === "session") throw new HttpError(403, "No API token may do this: expected a session");
  if (allows(caller.scopes, needs)) return;
  throw new ProblemError(403, `This API token may not do this: expected the scope "${needs}"`, {
    headers: { "www-authenticate": `Bearer realm="aristobot", error="insufficient_scope", scope="${needs}"` },
  });
}

async function programOf(house: WebHouse, authorization: string, address: string): Promise<Caller> {
  const found = await house.tokens.who(authorization, address);
  if (found.kind === "wait") {
    const seconds = Math.max(1, Math.ceil(found.waitMs / 1_000));
    throw new ProblemError(429, `Too many wrong API tokens: try again in ${seconds} s`, {
      headers: { "retry-after": String(seconds) },
    });
  }
  if (found.kind === "wrong") throw unauthorized("That is no API token of this platform, or it was revoked");
  const { user, token } = found;
  const viewer: Viewer = {
    userId: user.id,
    name: user.name,
    browserId: token.id,
    sessionId: null,
    isDev: false,
    mustChangePassword: user.mustChangePassword,
  };
  return { viewer, by: "token", scopes: token.scopes };
}

function unauthorized(message: string): HttpError {
  return new ProblemError(401, message, { headers: { "www-authenticate": `Bearer realm="aristobot"` } });
}
