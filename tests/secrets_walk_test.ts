/**
 * Passwords, tokens, keys and hashes go through every part that handles them, also where it fails, and then all that was
 * said is searched for them: errors with all that hangs on them, and the console.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { saveAssistant } from "../db/assistants.ts";
import { addApiToken, type ApiToken, findApiToken } from "../db/api_tokens.ts";
import {
  allCredentials,
  findCredentials,
  replaceSealed,
  saveCredentials,
  SEALED_COLUMN,
} from "../db/broker_credentials.ts";
import { openDatabase } from "../db/open.ts";
import { openSession } from "../db/sessions.ts";
import { type TestDatabase, testDatabase } from "../db/test_database.ts";
import { testRows } from "../db/test_rows.ts";
import { addUser, ensureUser, findLogin, replacePasswordHash, setPassword } from "../db/users.ts";
import { addSecretKey, dropOlderKeys, keyFilePath, loadSecretKeys } from "../security/key_file.ts";
import { Passwords } from "../security/password.ts";
import { passwordProblem } from "../security/password_rules.ts";
import { type SealedPlace, SecretBox } from "../security/secret_box.ts";
import { newKeyText, parseSecretKeys } from "../security/secret_key.ts";
import { hashOfToken, newApiToken, newSessionToken, type Scope, SCOPES } from "../security/tokens.ts";

const NOW_MS = Date.UTC(2026, 10, 1);
const PURPOSE = "broker credentials";
const ROOT = join(import.meta.dirname!, "..");

/** What must be said nowhere, by what it is. */
type Secrets = Record<string, string>;

/** What was said while `walk` went on: on the console, and by all errors that it kept. */
async function heard(walk: (keep: (error: unknown) => void) => Promise<void>): Promise<string> {
  const said: string[] = [];
  const methods = ["debug", "log", "info", "warn", "error"] as const;
  const originals = methods.map((method) => console[method]);
  for (const method of methods) console[method] = (...words: unknown[]) => void said.push(shown(words));
  try {
    await walk((error) => said.push(shown(error)));
  } finally {
    methods.forEach((method, index) => console[method] = originals[index]!);
  }
  return said.join("\n");
}

/** As loud as a careless log could be. */
function shown(what: unknown): string {
  return [
    Deno.inspect(what, { depth: 20, showHidden: true, strAbbreviateSize: 1e6 }),
    String(what),
    JSON.stringify(what),
  ]
    .join("\n");
}

function assertNothingTold(said: string, secrets: Secrets): void {
  const told = Object.entries(secrets).filter(([, secret]) => said.includes(secret)).map(([name]) => name);
  assert.deepEqual(told, []);
}

/** Does what must fail, and keeps how. */
async function failing(keep: (error: unknown) => void, ...attempts: (() => unknown)[]): Promise<void> {
  for (const attempt of attempts) {
    const error = await Promise.try(attempt).then(() => assert.fail(`did not fail: ${attempt}`), (error) => error);
    if (error instanceof assert.AssertionError) throw error;
    keep(error);
  }
}

async function makeSecrets() {
  const passwords = new Passwords({ cost: { logN: 4, blockSize: 8, parallel: 1 }, atOnce: 1, waiting: 0 });
  const keyText = newKeyText();
  const secrets = {
    password: "correct horse battery staple",
    hash: await passwords.hash("correct horse battery staple"),
    keyText,
    keyHex: Buffer.from(keyText, "base64").toString("hex"),
    apiSecret: "exchange-secret-of-the-user",
    session: newSessionToken(),
    apiToken: newApiToken(),
  };
  return { passwords, secrets };
}

Deno.test("the search finds a secret that is told", async () => {
  const { secrets } = await makeSecrets();
  for (const [name, secret] of Object.entries(secrets)) {
    const said = await heard((keep) => Promise.resolve(keep(new Error("outer", { cause: { deep: [{ secret }] } }))));
    assert.throws(() => assertNothingTold(said, secrets), (error) => String(error).includes(name), name);
  }
  const said = await heard(() => Promise.resolve(console.warn({ token: secrets.session })));
  assert.throws(() => assertNothingTold(said, secrets), /session/);
});

Deno.test("no key, sealed secret or password is told by what handles it", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "aristobot-secrets-" });
  const { passwords, secrets } = await makeSecrets();
  const keys = parseSecretKeys(secrets.keyText, "SECRET_KEY");
  const box = new SecretBox(keys, PURPOSE);
  const place: SealedPlace = { ...SEALED_COLUMN, rowId: "row", userId: "user" };
  const sealed = box.seal(secrets.apiSecret, place);
  const said = await heard(async (keep) => {
    for (const holder of [keys, box, passwords]) console.log(holder);
    await failing(
      keep,
      () => parseSecretKeys(`${secrets.keyText}!`, "SECRET_KEY"),
      () => parseSecretKeys(`${secrets.keyHex} short`, "SECRET_KEY"),
      () => box.open(sealed, { ...place, userId: "other" }),
      () => box.open(secrets.apiSecret, place),
      () => new SecretBox(keys, "other").open(sealed, place),
      () => new SecretBox(parseSecretKeys(newKeyText(), "SECRET_KEY"), PURPOSE).open(sealed, place),
      () => passwords.verify(secrets.password, `${secrets.hash}!`),
      () => passwords.isOutdated(secrets.password),
      () => Promise.all([passwords.hash(secrets.password), passwords.verify(secrets.password, secrets.hash)]),
    );
    keep(passwordProblem(secrets.password, secrets.password));
    const path = keyFilePath(dataDir);
    for (const [text, mode] of [[secrets.keyText, 0o644], [`${secrets.keyText}?`, 0o600]] as const) {
      await Deno.writeTextFile(path, text);
      await Deno.chmod(path, mode);
      await failing(keep, () => loadSecretKeys({ dataDir }), () => addSecretKey(path), () => dropOlderKeys(path));
    }
  });
  await Deno.remove(dataDir, { recursive: true });
  assert.ok(said.includes("expected 0600") && said.includes("it is not what was sealed there"));
  assertNothingTold(said, secrets);
});

Deno.test("no hash, token or secret is told by the database, whatever it refuses", async () => {
  const { secrets } = await makeSecrets();
  const { hash: passwordHash } = secrets;
  await using database = await testDatabase();
  const { db } = database;
  const { user, broker } = await testRows(db);
  const dac = await ensureUser(db, "dac", { passwordHash });
  const debug = await ensureUser(db, "debug", { isDebug: true });
  const session = sessionOf(dac.id);
  const token = tokenOf(dac.id);
  const said = await heard(async (keep) => {
    await openSession(db, { ...session, tokenHash: hashOfToken(secrets.session) });
    await addApiToken(db, { ...token, tokenHash: hashOfToken(secrets.apiToken) });
    await failing(
      keep,
      () => addUser(db, "", { passwordHash }),
      () => addUser(db, "three", { passwordHash, isDebug: true }),
      () => addUser(db, "two", { passwordHash: secrets.password }),
      () => addUser(db, "\0", { passwordHash }),
      () => setPassword(db, debug.id, { passwordHash, mustChangePassword: false }),
      () => setPassword(db, "no id", { passwordHash, mustChangePassword: false }),
      () => replacePasswordHash(db, dac.id, { from: passwordHash, to: secrets.password }),
      () => openSession(db, { ...session, tokenHash: secrets.session }),
      () => openSession(db, { ...session, tokenHash: hashOfToken(secrets.session), userId: user.id }),
      () => addApiToken(db, { ...token, id: crypto.randomUUID(), tokenHash: hashOfToken(secrets.apiToken) }),
      () => addApiToken(db, { ...token, id: crypto.randomUUID(), tokenHash: secrets.apiToken }),
      () => addApiToken(db, { ...token, tokenHash: hashOfToken("another") }),
      () =>
        saveCredentials(db, { userId: user.id, brokerId: broker.id, sealed: secrets.apiSecret, fields: ["secret"] }),
      () =>
        saveAssistant(db, {
          id: crypto.randomUUID(),
          userId: user.id,
          kind: "openrouter",
          url: null,
          model: "maker/model",
          sealedKey: secrets.apiSecret,
          isOn: true,
        }),
    );
    for (const row of [await findLogin(db, "nobody"), await findApiToken(db, hashOfToken(secrets.apiToken))]) keep(row);
  });
  assert.ok(said.includes("users_password_is_hashed"));
  const hashes = { sessionHash: hashOfToken(secrets.session), apiTokenHash: hashOfToken(secrets.apiToken) };
  assertNothingTold(said, { ...secrets, ...hashes, quotedRow: "Failing row" });
});

Deno.test("nor in a transaction that has failed", async () => {
  const { secrets } = await makeSecrets();
  const { hash: passwordHash } = secrets;
  const database = await testDatabase();
  const user = await ensureUser(database.db, "dac", { passwordHash });
  const said = await heard(async (keep) => {
    await database.db.begin(async (tx) => {
      await failing(keep, () => tx`select nonsense`);
      // The transaction has failed: the database refuses all that follows.
      await failing(
        keep,
        () => setPassword(tx, user.id, { passwordHash, mustChangePassword: false }),
        () => openSession(tx, { ...sessionOf(user.id), tokenHash: hashOfToken(secrets.session) }),
      );
    }).catch(keep);
  });
  await database[Symbol.asyncDispose]();
  assert.ok(said.includes("current transaction is aborted"));
  assertNothingTold(said, { ...secrets, sessionHash: hashOfToken(secrets.session) });
});

Deno.test("init tells no hash on the console, the first time and again", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "aristobot-secrets-" });
  const said: string[] = [];
  for (let time = 0; time < 2; time++) {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", join(ROOT, "init.ts")],
      env: { DATA_DIR: dataDir, LOG_LEVEL: "debug", DATABASE_URL: "" },
    }).output();
    said.push(new TextDecoder().decode(stdout), new TextDecoder().decode(stderr));
    assert.equal(code, 0, said.join("\n"));
  }
  const { db, close } = await openDatabase({ dataDir });
  const { passwordHash } = (await findLogin(db, "dac"))!;
  await close();
  await Deno.remove(dataDir, { recursive: true });
  assert.match(said.join(), /made user "dac"[\s\S]*user "dac" is there/);
  const [salt, hash] = passwordHash!.split("$").slice(-2);
  assertNothingTold(said.join("\n"), { passwordHash: passwordHash!, salt: salt!, hash: hash! });
});

Deno.test("credentials live through a rotation of the secret key, and open for their own broker only", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "aristobot-secrets-" });
  await using database = await testDatabase();
  const { db } = database;
  const all = [await storeCredentials(database, "one", dataDir), await storeCredentials(database, "two", dataDir)];
  const box = new SecretBox(await addSecretKey(keyFilePath(dataDir)), PURPOSE);
  let replaced = 0;
  for (const of of await allCredentials(db)) {
    const sealedAnew = box.rotate(of.sealed, { ...SEALED_COLUMN, rowId: of.brokerId, userId: of.userId });
    if (sealedAnew !== undefined && await replaceSealed(db, of, sealedAnew)) replaced++;
  }
  assert.equal(replaced, 2);
  const later = new SecretBox(await dropOlderKeys(keyFilePath(dataDir)), PURPOSE);
  for (const { userId, brokerId, secret } of all) {
    const { sealed } = (await findCredentials(db, userId, brokerId))!;
    assert.equal(later.open(sealed, { ...SEALED_COLUMN, rowId: brokerId, userId }), secret);
  }
  const [one, two] = all;
  const moved = (await findCredentials(db, one!.userId, one!.brokerId))!.sealed;
  assert.throws(
    () => later.open(moved, { ...SEALED_COLUMN, rowId: two!.brokerId, userId: two!.userId }),
    /is not what was sealed there/,
  );
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("the database and the tokens know the same scopes", async () => {
  await using database = await testDatabase();
  const { id: userId } = await ensureUser(database.db, "dac");
  const scopes: ApiToken["scopes"] = [...SCOPES];
  const stored: readonly Scope[] =
    (await addApiToken(database.db, { ...tokenOf(userId), scopes, tokenHash: hashOfToken(newApiToken()) })).scopes;
  assert.deepEqual(stored, SCOPES);
});

async function storeCredentials({ db }: TestDatabase, name: string, dataDir: string) {
  const { user, broker } = await testRows(db, name);
  const of = { userId: user.id, brokerId: broker.id };
  const secret = JSON.stringify({ apiKey: `key of ${name}`, secret: `secret of ${name}` });
  const box = new SecretBox(await loadSecretKeys({ dataDir }), PURPOSE);
  const sealed = box.seal(secret, { ...SEALED_COLUMN, rowId: broker.id, userId: user.id });
  await saveCredentials(db, { ...of, sealed, fields: ["apiKey", "secret"] });
  return { ...of, secret };
}

function sessionOf(userId: string) {
  return { userId, nowMs: NOW_MS, expiresMs: NOW_MS + 1, address: "192.0.2.1", userAgent: "Firefox" };
}

function tokenOf(userId: string) {
  const scopes: ApiToken["scopes"] = ["read"];
  return { id: crypto.randomUUID(), userId, name: "notebook", scopes, nowMs: NOW_MS };
}
