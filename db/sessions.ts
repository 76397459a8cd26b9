/**
 * Table `sessions`: browsers that are signed in. A session is found by the hash of its token; pages name it by its id,
 * which opens nothing.
 */
import { z } from "zod";
import { type Queries, storable } from "./db.ts";
import { withoutValues } from "./without_values.ts";

/** A browser that is signed in. */
export const session = z.object({
  id: z.string(),
  userId: z.string(),
  createdMs: z.int(),
  /** When it last asked for something. */
  seenMs: z.int(),
  /** From then on it is none; UTC ms. */
  expiresMs: z.int(),
  address: z.string(),
  /** What the browser says it is, cut. */
  userAgent: z.string(),
});
/** A browser that is signed in. */
export type Session = z.infer<typeof session>;

/** A session to open. */
export interface NewSession {
  /** SHA-256 of the token, 64 hex digits. */
  readonly tokenHash: string;
  readonly userId: string;
  readonly nowMs: number;
  readonly expiresMs: number;
  readonly address: string;
  readonly userAgent: string;
}

const USER_AGENT_CHARACTERS = 300;

/**
 * Opens a session; done twice, there is one.
 * @throws {Error} when there is no such user, or the token is another user's.
 */
export async function openSession(db: Queries, of: NewSession): Promise<Session> {
  const userAgent = storable(of.userAgent).slice(0, USER_AGENT_CHARACTERS);
  await withoutValues(db`
    insert into sessions (token_hash, user_id, created_at, seen_at, expires_at, address, user_agent)
    values (${of.tokenHash}, ${of.userId}, ${of.nowMs}, ${of.nowMs}, ${of.expiresMs}, ${of.address}, ${userAgent})
    on conflict (token_hash) do nothing`);
  const opened = await findSession(db, of.tokenHash, of.nowMs);
  if (opened?.userId !== of.userId) {
    throw new Error(`Cannot open a session of user "${of.userId}": its token is in use`);
  }
  return opened;
}

/** The session of a token's hash, or undefined where there is none that has not expired. */
export async function findSession(db: Queries, tokenHash: string, nowMs: number): Promise<Session | undefined> {
  const [row] = await db`
    select ${columns(db)} from sessions where token_hash = ${tokenHash} and expires_at > ${nowMs}::timestamptz`;
  return row && session.parse(row);
}

/** The session was seen, and lives on until `expiresMs`; nothing ever goes back, and an expired one stays expired. */
export async function touchSession(
  db: Queries,
  id: string,
  of: { readonly nowMs: number; readonly expiresMs: number },
): Promise<void> {
  await db`
    update sessions set seen_at = greatest(seen_at, ${of.nowMs}::timestamptz),
      expires_at = greatest(expires_at, ${of.expiresMs}::timestamptz)
    where id = ${id} and expires_at > ${of.nowMs}::timestamptz`;
}

/** A user's sessions that have not expired, the one seen last first. */
export async function sessionsOf(db: Queries, userId: string, nowMs: number): Promise<Session[]> {
  return z.array(session).parse(
    await db`
      select ${columns(db)} from sessions where user_id = ${userId} and expires_at > ${nowMs}::timestamptz
      order by seen_at desc, id`,
  );
}

/** Signs a browser out; answers whether the user had such a session. */
export async function closeSession(db: Queries, userId: string, id: string): Promise<boolean> {
  const { count } = await db`delete from sessions where user_id = ${userId} and id = ${id}`;
  return count === 1;
}

/** Signs all browsers of a user out, but the one that is named, as after a change of password; answers how many. */
export async function closeSessionsOf(db: Queries, userId: string, exceptId: string | null = null): Promise<number> {
  const { count } = await db`
    delete from sessions where user_id = ${userId} and id is distinct from ${exceptId}::uuid`;
  return count;
}

/** Forgets sessions that have expired; answers how many. */
export async function forgetExpiredSessions(db: Queries, nowMs: number): Promise<number> {
  const { count } = await db`delete from sessions where expires_at <= ${nowMs}::timestamptz`;
  return count;
}

function columns(db: Queries) {
  return db`
    id, user_id as "userId", created_at as "createdMs", seen_at as "seenMs", expires_at as "expiresMs", address,
    user_agent as "userAgent"`;
}
