/**
 * Changes the secret key: `deno task rotate-key`, while the platform does not run. A new key is put before those there are,
 * what is sealed is sealed anew with it, and only then the older keys go. Where it was interrupted, run it again: it goes on.
 *
 * With `SECRET_KEY` in the environment the keys are not ours to write: put the new one before the old one, with a comma
 * between, run this, and take the old one out.
 */
import { runTask } from "./command_line.ts";
import { allCredentials, replaceSealed, SEALED_COLUMN } from "./db/broker_credentials.ts";
import type { Queries } from "./db/db.ts";
import { addSecretKey, dropOlderKeys, keyFilePath, loadSecretKeys } from "./security/key_file.ts";
import { BROKER_CREDENTIALS, SecretBox, SecretUnreadable } from "./security/secret_box.ts";
import type { SecretKeys } from "./security/secret_key.ts";

/** What became of what is sealed. */
export interface Resealed {
  readonly count: number;
  /** Ids of brokers whose credentials open with none of the keys. */
  readonly unreadable: readonly string[];
}

/** Changes the key of a data directory's key file; answers with a line for each thing that was done. */
export async function rotateKeyFile(db: Queries, dataDir: string): Promise<string[]> {
  const path = keyFilePath(dataDir);
  const before = await loadSecretKeys({ dataDir });
  // more than one: an earlier rotation was interrupted, whose new key some rows have already
  const keys = before.length > 1 ? before : await addSecretKey(path);
  const resealed = await resealAll(db, keys);
  await dropOlderKeys(path);
  return [...linesOf(resealed, keys), `the older keys are no longer in ${path}`];
}

/**
 * The same with keys from the environment, which only their owner can take out.
 * @throws {Error} when there is only one.
 */
export async function rotateGivenKeys(db: Queries, keys: SecretKeys): Promise<string[]> {
  if (keys.length === 1) {
    throw new Error(
      "Cannot rotate: SECRET_KEY has one key, expected the new one and the old one, with a comma between",
    );
  }
  return [...linesOf(await resealAll(db, keys), keys), "now take all but the first key out of SECRET_KEY"];
}

/** Seals everything with the first key. What is stored meanwhile is looked at again, until all of it has that key. */
export async function resealAll(db: Queries, keys: SecretKeys): Promise<Resealed> {
  const box = new SecretBox(keys, BROKER_CREDENTIALS);
  const unreadable = new Set<string>();
  let count = 0;
  for (let isDone = false; !isDone;) {
    isDone = true;
    for (const row of await allCredentials(db)) {
      if (unreadable.has(row.brokerId)) continue;
      try {
        const anew = box.rotate(row.sealed, { ...SEALED_COLUMN, rowId: row.brokerId, userId: row.userId });
        if (anew === undefined) continue;
        isDone = false;
        if (await replaceSealed(db, row, anew)) count++;
      } catch (error) {
        if (!(error instanceof SecretUnreadable)) throw error;
        unreadable.add(row.brokerId);
      }
    }
  }
  return { count, unreadable: [...unreadable] };
}

function linesOf({ count, unreadable }: Resealed, [{ id }]: SecretKeys): string[] {
  return [
    `sealed the credentials of ${count} brokers anew, with key ${id}`,
    ...unreadable.map((brokerId) =>
      `broker ${brokerId}: its credentials open with no key; its user must enter them again`
    ),
  ];
}

if (import.meta.main) {
  await runTask((db, { dataDir, secretKeys }) =>
    secretKeys ? rotateGivenKeys(db, secretKeys) : rotateKeyFile(db, dataDir)
  );
}
