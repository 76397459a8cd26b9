/**
 * Signing in and out: passwords, sessions and the throttle, on the database.
 *
 * A browser shows a token, of which only the hash is stored. It changes at each login and each change of password; a session
 * ends a week after it was last seen, and a month after it began.
 */
import type { Db } from "../db/db.ts";
import {
  closeSession,
  closeSessionsOf,
  findSession,
  forgetExpiredSessions,
  openSession,
  type Session,
  sessionsOf,
  touchSession,
} from "../db/sessions.ts";
import { findLogin, findUserById, replacePasswordHash, setPassword, type User } from "../db/users.ts";
import { Attempts } from "../security/attempts.ts";
import type { Passwords } from "../security/password.ts";
import { type PasswordProblem, passwordProblem } from "../security/password_rules.ts";
import { TooBusy } from "../security/turns.ts";
import { hashOfToken, isSessionToken, newSessionToken } from "../security/tokens.ts";

const DAY_MS = 24 * 3_600_000;
/** A session that is not used for so long ends. */
export const IDLE_MS = 7 * DAY_MS;
/** A session ends after so long, however much it is used. */
export const LONGEST_MS = 30 * DAY_MS;
/** That a session was seen is not written down more often. */
const TOUCH_MS = 60_000;

/** The browser that asks. */
export interface Visitor {
  readonly address: string;
  readonly userAgent: string;
}

/** A user who is signed in. */
export interface SignedIn {
  readonly user: User;
  readonly session: Session;
}

/** A session that has just begun. The token is for the browser's cookie and nothing else. */
export interface Opened {
  readonly kind: "opened";
  readonly user: User;
  readonly token: string;
}

/** Why a password was not taken as the user's own. */
export type Denied =
  | { readonly kind: "wrong" }
  /** After too many failures. */
  | { readonly kind: "wait"; readonly waitMs: number }
  /** Too many sign in at once. */
  | { readonly kind: "busy" };
/** Why a new password was not taken. */
export type Unfit = { readonly kind: "unfit"; readonly why: PasswordProblem["kind"] | "same" };

/** What accounts are made from. */
export interface AccountsOptions {
  readonly db: Db;
  readonly passwords: Passwords;
  /** UTC ms. */
  readonly now: () => number;
  /** Sessions that have ended: what is still open for their browsers must be closed. */
  readonly ended: (sessionIds: readonly string[]) => void;
}

/** Signs users in and out. */
export class Accounts {
  readonly #attempts = new Attempts(() => this.of.now());

  constructor(private readonly of: AccountsOptions) {}

  /** Who shows this token; undefined when it is forged, ended or expired. The session counts as seen. */
  async who(token: string | undefined): Promise<SignedIn | undefined> {
    if (token === undefined || !isSessionToken(token)) return undefined;
    const { db, now } = this.of;
    const nowMs = now();
    const session = await findSession(db, hashOfToken(token), nowMs);
    const user = session && await findUserById(db, session.userId);
    if (!user) return undefined;
    if (nowMs - session.seenMs >= TOUCH_MS) {
      await touchSession(db, session.id, {
        nowMs,
        expiresMs: Math.min(nowMs + IDLE_MS, session.createdMs + LONGEST_MS),
      });
    }
    return { user, session };
  }

  /**
   * Signs a user in. An unknown name and an unusable password take as long as a wrong one. `shown` is the token that the
   * browser had until now, whose session ends.
   */
  async signIn(name: string, password: string, visitor: Visitor, shown?: string): Promise<Opened | Denied> {
    const login = await this.#prove(name, password, visitor).catch(busy);
    if ("kind" in login) return login;
    const before = await this.who(shown);
    if (before) await this.end(before.user.id, before.session.id);
    await forgetExpiredSessions(this.of.db, this.of.now());
    return await this.#open(login.user, visitor);
  }

  /** Signs a browser out. */
  async signOut(token: string | undefined): Promise<void> {
    const who = await this.who(token);
    if (who) await this.end(who.user.id, who.session.id);
  }

  /** Gives a user another password, who must know the one of now. All their sessions end, and this browser gets a new one. */
  async changePassword(
    user: Pick<User, "id" | "name">,
    of: { readonly current: string; readonly next: string },
    visitor: Visitor,
  ): Promise<Opened | Denied | Unfit> {
    const login = await this.#prove(user.name, of.current, visitor).catch(busy);
    if ("kind" in login) return login;
    const problem = passwordProblem(of.next, user.name);
    if (problem) return { kind: "unfit", why: problem.kind };
    if (of.next.normalize("NFKC") === of.current.normalize("NFKC")) return { kind: "unfit", why: "same" };
    const { db, passwords } = this.of;
    const passwordHash = await passwords.hash(of.next).catch(busy);
    if (typeof passwordHash !== "string") return passwordHash;
    const sessions = await this.sessions(user.id);
    await db.begin(async (tx) => {
      await setPassword(tx, user.id, { passwordHash, mustChangePassword: false });
      await closeSessionsOf(tx, user.id);
    });
    this.of.ended(sessions.map(({ id }) => id));
    return await this.#open({ ...login.user, mustChangePassword: false }, visitor);
  }

  /** A user's sessions, the one seen last first. */
  sessions(userId: string): Promise<Session[]> {
    return sessionsOf(this.of.db, userId, this.of.now());
  }

  /** Ends a session of a user; false where they have no such one. */
  async end(userId: string, sessionId: string): Promise<boolean> {
    const ended = await closeSession(this.of.db, userId, sessionId);
    if (ended) this.of.ended([sessionId]);
    return ended;
  }

  /** Whether a user has this session still. */
  async isOpen(userId: string, sessionId: string): Promise<boolean> {
    return (await this.sessions(userId)).some(({ id }) => id === sessionId);
  }

  /** Whether it is the password of that name, as far as the throttle lets them try. */
  async #prove(name: string, password: string, { address }: Visitor): Promise<{ readonly user: User } | Denied> {
    const { db, passwords } = this.of;
    const judged = await this.#attempts.judge({ account: name, address }, () => this.#loginBy(name, password));
    if (judged.kind === "wait") return judged;
    if (judged.found === null) return { kind: "wrong" };
    const { user, stored } = judged.found;
    if (passwords.isOutdated(stored)) {
      await replacePasswordHash(db, user.id, { from: stored, to: await passwords.hash(password) });
    }
    return { user };
  }

  /** The user of that name and the hash that is stored; null where it is not the password of one. */
  async #loginBy(name: string, password: string): Promise<{ readonly user: User; readonly stored: string } | null> {
    const login = await findLogin(this.of.db, name);
    const stored = login?.passwordHash ?? null;
    const isRight = await this.of.passwords.verify(password, stored); // the same work for whoever is not there
    return isRight && login && stored !== null ? { user: login.user, stored } : null;
  }

  async #open(user: User, { address, userAgent }: Visitor): Promise<Opened> {
    const token = newSessionToken();
    const nowMs = this.of.now();
    await openSession(this.of.db, {
      tokenHash: hashOfToken(token),
      userId: user.id,
      nowMs,
      expiresMs: nowMs + IDLE_MS,
      address,
      userAgent,
    });
    return { kind: "opened", user, token };
  }
}

function busy(error: unknown): Denied {
  if (error instanceof TooBusy) return { kind: "busy" };
  throw error;
}
