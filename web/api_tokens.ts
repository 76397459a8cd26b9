/**
 * API tokens: programs that act for a user. A token is shown once, when it is made; after that only its hash is known.
 *
 * Who shows wrong ones must wait, longer each time, and is not even looked up meanwhile; a token that was right before is
 * always looked up, so that a neighbour at the same address cannot keep a program from trading.
 */
import {
  addApiToken,
  type ApiToken,
  apiTokensOf,
  findApiToken,
  revokeApiToken,
  touchApiToken,
} from "../db/api_tokens.ts";
import type { Db } from "../db/db.ts";
import { findUserById, type User } from "../db/users.ts";
import { Attempts, type Judged } from "../security/attempts.ts";
import { bearerToken, hashOfToken, newApiToken, type Scope } from "../security/tokens.ts";
import { HttpError } from "./fresh/error.ts";

/** A user may have so many tokens that are not revoked. */
export const MOST_TOKENS = 50;
/** A token's name may have so many characters. */
export const NAME_CHARACTERS = 60;
/** That a token was used is not written down more often. */
const TOUCH_MS = 60_000;
/** Tokens that were right, by their hash; the one that is longest unused goes first. */
const MOST_KNOWN = 1_000;
const UNIQUE_VIOLATION = "23505";

/** A token that is right, and whose it is. */
interface Found {
  readonly user: User;
  readonly token: ApiToken;
}

/** Whom a token stands for. */
export type Shown =
  | { readonly kind: "known" } & Found
  | { readonly kind: "wrong" }
  /** After too many wrong ones. */
  | { readonly kind: "wait"; readonly waitMs: number };

/** What API tokens are made from. */
export interface ApiTokensOptions {
  readonly db: Db;
  /** UTC ms. */
  readonly now: () => number;
}

/** Makes, finds and revokes API tokens. */
export class ApiTokens {
  readonly #attempts = new Attempts(() => this.of.now());
  readonly #known = new Set<string>();

  constructor(private readonly of: ApiTokensOptions) {}

  /** Whose token a header `Authorization` shows. The debug user has none. */
  async who(authorization: string, address: string): Promise<Shown> {
    const token = bearerToken(authorization);
    const hash = token === undefined ? null : hashOfToken(token);
    const isKnown = hash !== null && this.#known.has(hash);
    const find = () => hash === null ? Promise.resolve(null) : this.#find(hash);
    const judged: Judged<Found> = isKnown
      ? { kind: "judged", found: await find() }
      : await this.#attempts.judge({ account: `token from ${address}`, address }, find);
    if (judged.kind === "wait") return judged;
    if (hash !== null) this.#known.delete(hash);
    if (judged.found === null) return { kind: "wrong" };
    this.#remember(hash!);
    return { kind: "known", ...judged.found };
  }

  /** A user's tokens, the revoked ones too, the newest first. */
  list(userId: string): Promise<ApiToken[]> {
    return apiTokensOf(this.of.db, userId);
  }

  /**
   * Makes a token. What is answered is the only time that it is shown.
   * @throws {HttpError} 409 where the user has one of that name, or too many.
   */
  async make(
    userId: string,
    { name, scopes }: { readonly name: string; readonly scopes: readonly Scope[] },
  ): Promise<{ readonly token: string; readonly row: ApiToken }> {
    const { db, now } = this.of;
    const own = (await this.list(userId)).filter(({ revokedMs }) => revokedMs === null);
    if (own.some((one) => one.name === name)) throw taken(name);
    if (own.length >= MOST_TOKENS) {
      throw new HttpError(409, `Cannot make API token "${name}": you have ${own.length}, revoke one first`);
    }
    const token = newApiToken();
    const id = crypto.randomUUID();
    try {
      const row = await addApiToken(db, {
        id,
        userId,
        name,
        scopes: [...scopes],
        tokenHash: hashOfToken(token),
        nowMs: now(),
      });
      return { token, row };
    } catch (error) {
      if ((error as { code?: unknown }).code === UNIQUE_VIOLATION) throw taken(name);
      throw error;
    }
  }

  /** Revokes a token for ever; false where the user has no such one. */
  revoke(userId: string, id: string): Promise<boolean> {
    return revokeApiToken(this.of.db, userId, id, this.of.now());
  }

  async #find(hash: string): Promise<Found | null> {
    const { db, now } = this.of;
    const token = await findApiToken(db, hash);
    const user = token && await findUserById(db, token.userId);
    if (!user || user.isDebug) return null;
    const nowMs = now();
    if (token.usedMs === null || nowMs - token.usedMs >= TOUCH_MS) await touchApiToken(db, token.id, nowMs);
    return { user, token };
  }

  #remember(hash: string): void {
    this.#known.add(hash);
    const [oldest] = this.#known;
    if (this.#known.size > MOST_KNOWN) this.#known.delete(oldest!);
  }
}

function taken(name: string): HttpError {
  return new HttpError(409, `Cannot make API token "${name}": you have one of that name`);
}
