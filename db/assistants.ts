/**
 * Who helps users with strategies, in table `assistants`: at most one of each kind a user, at most one of them on. A key is a
 * sealed text, which this room can store and cannot open.
 */
import { z } from "zod";
import type { Db, Queries } from "./db.ts";
import { withoutValues } from "./without_values.ts";

/** A user's connection to an assistant. */
export const assistant = z.object({
  id: z.uuid(),
  userId: z.string(),
  kind: z.enum(["openrouter", "ollama"]),
  /** Where a server of the user's own listens; null = the service's own address. */
  url: z.string().nullable(),
  model: z.string(),
  /** Null = it asks for none. */
  sealedKey: z.string().nullable(),
  isOn: z.boolean(),
});
/** A user's connection to an assistant. */
export type Assistant = z.infer<typeof assistant>;

/** Where the sealed text stands, to be bound to it. */
export const SEALED_ASSISTANT_KEY = { table: "assistants", column: "sealed_key" } as const;

/** A user's connections, by kind. */
export async function assistantsOf(db: Queries, userId: string): Promise<Assistant[]> {
  return z.array(assistant).parse(
    await db`select ${columns(db)} from assistants where user_id = ${userId} order by kind desc`,
  );
}

/** The one that a user has switched on, or undefined where all are off. */
export async function activeAssistant(db: Queries, userId: string): Promise<Assistant | undefined> {
  const [row] = await db`select ${columns(db)} from assistants where user_id = ${userId} and is_on`;
  return row && assistant.parse(row);
}

/**
 * Stores a connection in place of the one of that kind, whose id it must have. One that is on switches the others off.
 * @throws {Error} where the stored one has another id: it was made anew in the meantime.
 */
export async function saveAssistant(db: Db, of: Assistant): Promise<void> {
  await db.begin(async (tx) => {
    await tx`select from users where id = ${of.userId} for update`; // two that are on at once take turns
    if (of.isOn) {
      await tx`update assistants set is_on = false where user_id = ${of.userId} and is_on and kind <> ${of.kind}`;
    }
    const { count } = await withoutValues(tx`
      insert into assistants as stored (id, user_id, kind, url, model, sealed_key, is_on)
      values (${of.id}, ${of.userId}, ${of.kind}, ${of.url}, ${of.model}, ${of.sealedKey}, ${of.isOn})
      on conflict (user_id, kind) do update set
        url = excluded.url, model = excluded.model, sealed_key = excluded.sealed_key, is_on = excluded.is_on,
        updated_at = now()
      where stored.id = excluded.id`);
    if (count === 0) throw new Error(`Cannot store the ${of.kind} connection: it was made anew in the meantime`);
  });
}

/** Forgets a connection with its key; whether there was one. */
export async function removeAssistant(db: Queries, userId: string, kind: Assistant["kind"]): Promise<boolean> {
  const { count } = await db`delete from assistants where user_id = ${userId} and kind = ${kind}`;
  return count > 0;
}

/** A connection that has a key. */
export type KeyedAssistant = Assistant & { readonly sealedKey: string };

/** The keys of all users, for a rotation of the secret key. */
export async function allAssistantKeys(db: Queries): Promise<KeyedAssistant[]> {
  return z.array(assistant.extend({ sealedKey: z.string() })).parse(
    await db`select ${columns(db)} from assistants where sealed_key is not null order by id`,
  );
}

/** Stores the same key sealed anew; false where it was changed in the meantime, which then stays. */
export async function replaceAssistantKey(
  db: Queries,
  of: Pick<KeyedAssistant, "id" | "userId" | "sealedKey">,
  sealedAnew: string,
): Promise<boolean> {
  const { count } = await withoutValues(db`
    update assistants set sealed_key = ${sealedAnew}
    where id = ${of.id} and user_id = ${of.userId} and sealed_key = ${of.sealedKey}`);
  return count === 1;
}

function columns(db: Queries) {
  return db`id, user_id as "userId", kind, url, model, sealed_key as "sealedKey", is_on as "isOn"`;
}
