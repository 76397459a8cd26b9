/**
 * Changes the secret key: `deno task rotate-key`, while the platform does not run. A new key is put before those there are,
 * what is sealed is sealed anew with it, and only then the older keys go. Where it was interrupted, run it again: it goes on.
 *
 * With `SECRET_KEY` in the environment the keys are not ours to write: put the new one before the old one, with a comma
 * between, run this, and take the old one out.
 */
import { runTask } from "./command_line.ts";
import { allAssistantKeys, type KeyedAssistant, replaceAssistantKey, SEALED_ASSISTANT_KEY } from "./db/assistants.ts";
import { allCredentials, type BrokerCredentials, replaceSealed, SEALED_COLUMN } from "./db/broker_credentials.ts";
import type { Queries } from "./db/db.ts";
import {
  allChannelSecrets,
  type NotificationChannel,
  replaceChannelSecrets,
  SEALED_CHANNEL_SECRETS,
} from "./db/notification_channels.ts";
import { addSecretKey, dropOlderKeys, keyFilePath, loadSecretKeys } from "./security/key_file.ts";
import {
  ASSISTANT_KEYS,
  BROKER_CREDENTIALS,
  NOTIFICATION_CHANNELS,
  type SealedPlace,
  SecretBox,
  SecretUnreadable,
} from "./security/secret_box.ts";
import type { SecretKeys } from "./security/secret_key.ts";

/** What became of what is sealed for one purpose. */
export interface Resealed {
  readonly count: number;
  /** Ids of rows whose sealed text opens with none of the keys. */
  readonly unreadable: readonly string[];
}

/** What became of everything that is sealed. */
export interface ResealedAll {
  readonly brokers: Resealed;
  readonly assistants: Resealed;
  readonly channels: Resealed;
}

/** What is sealed for one purpose: how it is read, and how a row's text is replaced where it still is the one that was read. */
interface Sealings<Row> {
  readonly purpose: string;
  all(): Promise<readonly Row[]>;
  sealedIn(row: Row): { readonly text: string; readonly place: SealedPlace };
  replace(row: Row, anew: string): Promise<boolean>;
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

/** Seals everything with the first key. */
export async function resealAll(db: Queries, keys: SecretKeys): Promise<ResealedAll> {
  return {
    brokers: await reseal(keys, brokerCredentials(db)),
    assistants: await reseal(keys, assistantKeys(db)),
    channels: await reseal(keys, channelSecrets(db)),
  };
}

function brokerCredentials(db: Queries): Sealings<BrokerCredentials> {
  return {
    purpose: BROKER_CREDENTIALS,
    all: () => allCredentials(db),
    sealedIn: ({ sealed, brokerId, userId }) => ({
      text: sealed,
      place: { ...SEALED_COLUMN, rowId: brokerId, userId },
    }),
    replace: (row, anew) => replaceSealed(db, row, anew),
  };
}

function assistantKeys(db: Queries): Sealings<KeyedAssistant> {
  return {
    purpose: ASSISTANT_KEYS,
    all: () => allAssistantKeys(db),
    sealedIn: ({ sealedKey, id, userId }) => ({
      text: sealedKey,
      place: { ...SEALED_ASSISTANT_KEY, rowId: id, userId },
    }),
    replace: (row, anew) => replaceAssistantKey(db, row, anew),
  };
}

function channelSecrets(db: Queries): Sealings<NotificationChannel> {
  return {
    purpose: NOTIFICATION_CHANNELS,
    all: () => allChannelSecrets(db),
    sealedIn: ({ sealedSecrets, id, userId }) => ({
      text: sealedSecrets,
      place: { ...SEALED_CHANNEL_SECRETS, rowId: id, userId },
    }),
    replace: (row, anew) => replaceChannelSecrets(db, row, anew),
  };
}

/** What is stored meanwhile is looked at again, until all of it has the first key. */
async function reseal<Row>(keys: SecretKeys, { purpose, all, sealedIn, replace }: Sealings<Row>): Promise<Resealed> {
  const box = new SecretBox(keys, purpose);
  const unreadable = new Set<string>();
  let count = 0;
  for (let isDone = false; !isDone;) {
    isDone = true;
    for (const row of await all()) {
      const { text, place } = sealedIn(row);
      if (unreadable.has(place.rowId)) continue;
      try {
        const anew = box.rotate(text, place);
        if (anew === undefined) continue;
        isDone = false;
        if (await replace(row, anew)) count++;
      } catch (error) {
        if (!(error instanceof SecretUnreadable)) throw error;
        unreadable.add(place.rowId);
      }
    }
  }
  return { count, unreadable: [...unreadable] };
}

function linesOf({ brokers, assistants, channels }: ResealedAll, [{ id }]: SecretKeys): string[] {
  return [
    `sealed the credentials of ${brokers.count} brokers anew, with key ${id}`,
    ...brokers.unreadable.map((brokerId) =>
      `broker ${brokerId}: its credentials open with no key; its user must enter them again`
    ),
    `sealed the keys of ${assistants.count} assistants anew, with key ${id}`,
    ...assistants.unreadable.map((assistantId) =>
      `assistant ${assistantId}: its key opens with no key; its user must enter it again`
    ),
    `sealed the secrets of ${channels.count} notification channels anew, with key ${id}`,
    ...channels.unreadable.map((channelId) =>
      `notification channel ${channelId}: its secrets open with no key; its user must enter them again`
    ),
  ];
}

if (import.meta.main) {
  await runTask((db, { dataDir, secretKeys }) =>
    secretKeys ? rotateGivenKeys(db, secretKeys) : rotateKeyFile(db, dataDir)
  );
}
