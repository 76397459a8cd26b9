import assert from "node:assert/strict";
import { activeAssistant, saveAssistant, SEALED_ASSISTANT_KEY } from "./db/assistants.ts";
import { findChannel, saveChannel, SEALED_CHANNEL_SECRETS } from "./db/notification_channels.ts";
import { channelOf } from "./db/notification_fixture.ts";
import { findCredentials, saveCredentials, SEALED_COLUMN } from "./db/broker_credentials.ts";
import type { Db, Queries } from "./db/db.ts";
import { type TestDatabase, testDatabase } from "./db/test_database.ts";
import { testRows } from "./db/test_rows.ts";
import { resealAll, rotateGivenKeys, rotateKeyFile } from "./rotate_key.ts";
import { addSecretKey, keyFilePath, loadSecretKeys } from "./security/key_file.ts";
import { ASSISTANT_KEYS, BROKER_CREDENTIALS, NOTIFICATION_CHANNELS, SecretBox } from "./security/secret_box.ts";
import { newKeyText, parseSecretKeys, type SecretKeys } from "./security/secret_key.ts";

const USERS = ["a", "b", "c", "d", "e"];

/** Brokers of five users with credentials, and a key file. */
class House implements AsyncDisposable {
  private constructor(
    readonly database: TestDatabase,
    readonly dataDir: string,
    readonly rows: readonly { readonly userId: string; readonly brokerId: string; readonly clear: string }[],
  ) {}

  static async open(): Promise<House> {
    const [database, dataDir] = [await testDatabase(), await Deno.makeTempDir()];
    const keys = await loadSecretKeys({ dataDir });
    const rows = [];
    for (const name of USERS) {
      const { user, broker } = await testRows(database.db, name);
      const row = { userId: user.id, brokerId: broker.id, clear: `{"apiKey":"key of ${name}"}` };
      await seal(database.db, keys, row);
      rows.push(row);
    }
    return new House(database, dataDir, rows);
  }

  get db(): Db {
    return this.database.db;
  }

  /** What each row opens to with the keys, or what is wrong; in the rows' order. */
  async opened(keys: SecretKeys): Promise<string[]> {
    const box = new SecretBox(keys, BROKER_CREDENTIALS);
    return await Promise.all(this.rows.map(async ({ userId, brokerId }) => {
      const { sealed } = (await findCredentials(this.db, userId, brokerId))!;
      return box.open(sealed, { ...SEALED_COLUMN, rowId: brokerId, userId });
    }));
  }

  get clear(): string[] {
    return this.rows.map(({ clear }) => clear);
  }

  async keys(): Promise<SecretKeys> {
    return await loadSecretKeys({ dataDir: this.dataDir });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database[Symbol.asyncDispose]();
    await Deno.remove(this.dataDir, { recursive: true });
  }
}

async function seal(
  db: Queries,
  keys: SecretKeys,
  { userId, brokerId, clear }: { readonly userId: string; readonly brokerId: string; readonly clear: string },
): Promise<void> {
  const sealed = new SecretBox(keys, BROKER_CREDENTIALS).seal(clear, { ...SEALED_COLUMN, rowId: brokerId, userId });
  await saveCredentials(db, { userId, brokerId, sealed, fields: ["apiKey"] });
}

/** A database whose connection is lost before the nth update; `meanwhile` happens then. */
function losing(db: Db, nth: number, meanwhile: () => Promise<void> = () => Promise.reject(new Error("lost"))): Db {
  let updates = 0;
  return new Proxy(db, {
    apply(target, self, args: [TemplateStringsArray, ...unknown[]]) {
      const statement = () => Reflect.apply(target, self, args);
      if (!args[0].raw?.[0]?.includes("update brokers") || ++updates !== nth) return statement();
      return meanwhile().then(statement);
    },
  });
}

Deno.test("a rotation leaves one new key, with which everything opens", async () => {
  await using house = await House.open();
  const [old] = await house.keys();
  const lines = await rotateKeyFile(house.db, house.dataDir);
  const keys = await house.keys();
  assert.equal(keys.length, 1);
  assert.notEqual(keys[0].id, old.id);
  assert.deepEqual(await house.opened(keys), house.clear);
  assert.match(lines[0]!, /credentials of 5 brokers/);
  assert.ok(!lines.join().includes((await Deno.readTextFile(keyFilePath(house.dataDir))).trim()));
  assert.equal((await Deno.stat(keyFilePath(house.dataDir))).mode! & 0o777, 0o600);
});

Deno.test("interrupted before whichever row, the rotation goes on with the same new key; it ends with one", async () => {
  for (let nth = 1; nth <= USERS.length; nth++) {
    await using house = await House.open();
    await assert.rejects(rotateKeyFile(losing(house.db, nth), house.dataDir), /lost/);
    const between = await house.keys();
    assert.equal(between.length, 2);
    assert.deepEqual(await house.opened(between), house.clear, `after the loss before row ${nth}`);
    const lines = await rotateKeyFile(house.db, house.dataDir);
    assert.match(lines[0]!, new RegExp(`credentials of ${USERS.length - nth + 1} brokers`));
    const keys = await house.keys();
    assert.deepEqual(keys.map(({ id }) => id), [between[0].id]);
    assert.deepEqual(await house.opened(keys), house.clear);
  }
});

Deno.test("interrupted right after the new key was made, or before the old one went, it goes on", async () => {
  await using house = await House.open();
  const added = await addSecretKey(keyFilePath(house.dataDir));
  await rotateKeyFile(house.db, house.dataDir);
  assert.deepEqual((await house.keys()).map(({ id }) => id), [added[0].id]);
  const again = await addSecretKey(keyFilePath(house.dataDir));
  await resealAll(house.db, again);
  const lines = await rotateKeyFile(house.db, house.dataDir);
  assert.match(lines[0]!, /credentials of 0 brokers/);
  assert.deepEqual((await house.keys()).map(({ id }) => id), [again[0].id]);
  assert.deepEqual(await house.opened(await house.keys()), house.clear);
});

Deno.test("what is stored meanwhile with the old key is sealed anew, too", async () => {
  await using house = await House.open();
  const old = await house.keys();
  const changed = { ...house.rows[0]!, clear: `{"apiKey":"newer"}` };
  await rotateKeyFile(losing(house.db, 1, () => seal(house.db, old, changed)), house.dataDir);
  assert.deepEqual(await house.opened(await house.keys()), [changed.clear, ...house.clear.slice(1)]);
});

Deno.test("what opens with no key is named, stays as it is, and holds up nothing", async () => {
  await using house = await House.open();
  const [lost, ...others] = house.rows;
  await seal(house.db, parseSecretKeys(newKeyText(), "test"), lost!);
  const lines = await rotateKeyFile(house.db, house.dataDir);
  assert.match(lines[1]!, new RegExp(`broker ${lost!.brokerId}: its credentials open with no key`));
  const { brokers } = await resealAll(house.db, await house.keys());
  assert.deepEqual(brokers.unreadable, [lost!.brokerId]);
  assert.match(lines[0]!, new RegExp(`credentials of ${others.length} brokers`));
});

Deno.test("keys of the environment are its owner's: two are asked for, and none is taken out", async () => {
  await using house = await House.open();
  const file = (await Deno.readTextFile(keyFilePath(house.dataDir))).trim();
  const newer = newKeyText();
  await assert.rejects(rotateGivenKeys(house.db, parseSecretKeys(file, "SECRET_KEY")), /SECRET_KEY has one key/);
  const lines = await rotateGivenKeys(house.db, parseSecretKeys(`${newer},${file}`, "SECRET_KEY"));
  assert.match(lines.at(-1)!, /take all but the first key out/);
  assert.deepEqual(await house.opened(parseSecretKeys(newer, "SECRET_KEY")), house.clear);
  assert.ok(!lines.join().includes(newer));
});

Deno.test("the keys of assistants are sealed anew with the credentials, and one that opens with no key is named", async () => {
  await using house = await House.open();
  const [{ userId }, { userId: unlucky }] = [house.rows[0]!, house.rows[1]!];
  const kept = await storeAssistant(house.db, await house.keys(), userId, "sk-or-kept");
  const lost = await storeAssistant(house.db, parseSecretKeys(newKeyText(), "test"), unlucky, "sk-or-lost");
  const lines = await rotateKeyFile(house.db, house.dataDir);
  assert.match(lines[1]!, /sealed the keys of 1 assistants anew/);
  assert.match(lines[2]!, new RegExp(`assistant ${lost}: its key opens with no key`));
  assert.ok(!lines.join().includes("sk-or"));
  const { sealedKey } = (await activeAssistant(house.db, userId))!;
  const box = new SecretBox(await house.keys(), ASSISTANT_KEYS);
  assert.equal(box.open(sealedKey!, { ...SEALED_ASSISTANT_KEY, rowId: kept, userId }), "sk-or-kept");
});

/** Stores a connection that is on; its id. */
async function storeAssistant(db: Db, keys: SecretKeys, userId: string, clear: string): Promise<string> {
  const id = crypto.randomUUID();
  const sealedKey = new SecretBox(keys, ASSISTANT_KEYS).seal(clear, { ...SEALED_ASSISTANT_KEY, rowId: id, userId });
  await saveAssistant(db, { id, userId, kind: "openrouter", url: null, model: "maker/model", sealedKey, isOn: true });
  return id;
}

Deno.test("what opens channels of notifications is sealed anew, too, and one that opens with no key is named", async () => {
  await using house = await House.open();
  const [{ userId }, { userId: unlucky }] = [house.rows[0]!, house.rows[1]!];
  const store = async (keys: SecretKeys, of: string, secret: string) => {
    const channel = channelOf(of);
    const place = { ...SEALED_CHANNEL_SECRETS, rowId: channel.id, userId: of };
    const sealedSecrets = new SecretBox(keys, NOTIFICATION_CHANNELS).seal(secret, place);
    await saveChannel(house.db, { ...channel, sealedSecrets }, 1);
    return { id: channel.id, place };
  };
  const kept = await store(await house.keys(), userId, "whsec_kept");
  const lost = await store(parseSecretKeys(newKeyText(), "test"), unlucky, "whsec_lost");
  const lines = await rotateKeyFile(house.db, house.dataDir);
  assert.match(lines.join("\n"), /sealed the secrets of 1 notification channels anew/);
  assert.match(lines.join("\n"), new RegExp(`notification channel ${lost.id}: its secrets open with no key`));
  assert.ok(!lines.join().includes("whsec"));
  const { sealedSecrets } = (await findChannel(house.db, userId, kept.id))!;
  assert.equal(new SecretBox(await house.keys(), NOTIFICATION_CHANNELS).open(sealedSecrets, kept.place), "whsec_kept");
});
