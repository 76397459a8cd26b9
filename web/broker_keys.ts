/** The credentials of a broker: sealed in its row, opened only to be tried together with what a form changes of them. */
import { credentials as credentialsSchema } from "../actors/broker_keeper_protocol.ts";
import { findCredentials, SEALED_COLUMN } from "../db/broker_credentials.ts";
import type { Broker, Sealed } from "../db/brokers.ts";
import type { Queries } from "../db/db.ts";
import type { SecretBox } from "../security/secret_box.ts";

type Owned = Pick<Broker, "id" | "userId">;

/** What the exchange asks for, by its field. */
export type Keys = Readonly<Record<string, string>>;

/** Names of the credentials that are stored. */
export async function keyNames(db: Queries, { id, userId }: Owned): Promise<readonly string[]> {
  return (await findCredentials(db, userId, id))?.fields ?? [];
}

/** What is stored; nothing where there is none. @throws {SecretUnreadable} */
export async function storedKeys(db: Queries, box: SecretBox, { id, userId }: Owned): Promise<Keys> {
  const found = await findCredentials(db, userId, id);
  if (!found) return {};
  return credentialsSchema.parse(JSON.parse(box.open(found.sealed, { ...SEALED_COLUMN, rowId: id, userId })));
}

/** These sealed for that broker's row; null where it has none. */
export function sealedKeys(box: SecretBox, { id, userId }: Owned, keys: Keys): Sealed | null {
  const fields = Object.keys(keys);
  if (fields.length === 0) return null;
  return { sealed: box.seal(JSON.stringify(keys), { ...SEALED_COLUMN, rowId: id, userId }), fields };
}
