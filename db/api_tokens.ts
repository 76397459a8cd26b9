/** Table `api_tokens`: programs that act for a user. A token is found by its hash; it is itself stored nowhere. */
import { z } from "zod";
import type { Queries } from "./db.ts";
import { withoutValues } from "./without_values.ts";

/** A program that acts for a user. */
export const apiToken = z.object({
  id: z.string(),
  userId: z.string(),
  /** Unique among the user's that are not revoked. */
  name: z.string(),
  /** `read`: may look; `trade`: may trade as well. */
  scopes: z.array(z.enum(["read", "trade"])),
  createdMs: z.int(),
  /** Null = never. */
  usedMs: z.int().nullable(),
  /** Null = not revoked. */
  revokedMs: z.int().nullable(),
});
/** A program that acts for a user. */
export type ApiToken = z.infer<typeof apiToken>;

/** A token to store. */
export interface NewApiToken {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly scopes: ApiToken["scopes"];
  /** SHA-256 of the token, 64 hex digits. */
  readonly tokenHash: string;
  readonly nowMs: number;
}

/**
 * Stores a token under its id; done twice, there is one, as it was first.
 * @throws {Error} when there is no such user, the user has another token of that name, or the id is another user's.
 */
export async function addApiToken(db: Queries, of: NewApiToken): Promise<ApiToken> {
  await withoutValues(db`
    insert into api_tokens (id, token_hash, user_id, name, scopes, created_at)
    values (${of.id}, ${of.tokenHash}, ${of.userId}, ${of.name}, ${of.scopes}, ${of.nowMs})
    on conflict (id) do nothing`);
  const [row] = await db`
    select ${columns(db)} from api_tokens
    where id = ${of.id} and user_id = ${of.userId} and token_hash = ${of.tokenHash}`;
  if (!row) throw new Error(`Cannot store API token "${of.name}": there is another one of id "${of.id}"`);
  return apiToken.parse(row);
}

/** The token of a hash, or undefined where there is none that is not revoked. */
export async function findApiToken(db: Queries, tokenHash: string): Promise<ApiToken | undefined> {
  const [row] = await db`
    select ${columns(db)} from api_tokens where token_hash = ${tokenHash} and revoked_at is null`;
  return row && apiToken.parse(row);
}

/** A user's tokens, the revoked ones too, the newest first. */
export async function apiTokensOf(db: Queries, userId: string): Promise<ApiToken[]> {
  return z.array(apiToken).parse(
    await db`select ${columns(db)} from api_tokens where user_id = ${userId} order by created_at desc, id`,
  );
}

/** The token was used; never goes back. */
export async function touchApiToken(db: Queries, id: string, nowMs: number): Promise<void> {
  await db`update api_tokens set used_at = greatest(used_at, ${nowMs}::timestamptz) where id = ${id}`;
}

/** Revokes a token for ever; answers whether the user has such a one. Done again, the first time stays. */
export async function revokeApiToken(db: Queries, userId: string, id: string, nowMs: number): Promise<boolean> {
  const { count } = await db`
    update api_tokens set revoked_at = coalesce(revoked_at, ${nowMs}::timestamptz)
    where user_id = ${userId} and id = ${id}`;
  return count === 1;
}

function columns(db: Queries) {
  return db`
    id, user_id as "userId", name, scopes, created_at as "createdMs", used_at as "usedMs", revoked_at as "revokedMs"`;
}
