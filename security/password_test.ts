import assert from "node:assert/strict";
import { Passwords } from "./password.ts";
import { passwordProblem } from "./password_rules.ts";
import { TooBusy, Turns } from "./turns.ts";

/** As cheap as it can be, for the cost itself is not what most of these look at. */
const CHEAP = { logN: 4, blockSize: 8, parallel: 1 };
const cheap = new Passwords({ cost: CHEAP });

Deno.test("a password is known again, and no other one is", async () => {
  const stored = await cheap.hash("a long enough password");
  assert.match(stored, /^\$scrypt\$ln=4,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.equal(await cheap.verify("a long enough password", stored), true);
  for (const other of ["", "a long enough passwor", "A long enough password", "a long enough password "]) {
    assert.equal(await cheap.verify(other, stored), false);
  }
  assert.notEqual(await cheap.hash("a long enough password"), stored);
});

Deno.test("letters that look the same are the same", async () => {
  const stored = await cheap.hash("café ﬁn d'été");
  assert.equal(await cheap.verify("café fin d'été", stored), true);
});

Deno.test("the full cost works, is what new hashes get, and matches RFC 7914's own vector", async () => {
  const passwords = new Passwords();
  const stored = await passwords.hash("a long enough password");
  assert.match(stored, /^\$scrypt\$ln=16,r=8,p=2\$/);
  assert.equal(await passwords.verify("a long enough password", stored), true);
  const hash = Buffer.from(
    "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162" +
      "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
    "hex",
  ).toString("base64").replace(/=+$/, "");
  assert.equal(await passwords.verify("password", `$scrypt$ln=10,r=8,p=16$TmFDbA$${hash}`), true);
  assert.equal(await passwords.verify("passwore", `$scrypt$ln=10,r=8,p=16$TmFDbA$${hash}`), false);
});

Deno.test("a hash of another cost still verifies, and is told to be outdated", async () => {
  const stored = await cheap.hash("a long enough password");
  const dearer = new Passwords({ cost: { ...CHEAP, logN: 5 } });
  assert.equal(cheap.isOutdated(stored), false);
  assert.equal(dearer.isOutdated(stored), true);
  assert.equal(await dearer.verify("a long enough password", stored), true);
});

Deno.test("an unusable password is never right, and takes the same work", async () => {
  const passwords = new Passwords({ cost: { logN: 14, blockSize: 8, parallel: 1 } });
  const stored = await passwords.hash("a long enough password");
  const timed = async (of: string | null) => {
    const startedMs = performance.now();
    assert.equal(await passwords.verify("", of), false);
    return performance.now() - startedMs;
  };
  const turns = await Promise.all([timed(null), timed(stored)]);
  assert.ok(turns.every((ms) => ms > 5), `${turns}`);
});

Deno.test("what is no stored hash, or asks for too much, is refused and not repeated", async () => {
  const tail = `$${"A".repeat(22)}$${"B".repeat(43)}`;
  const table = [
    "",
    "plain text",
    `$argon2id$ln=4,r=8,p=1${tail}`,
    `$scrypt$ln=4,r=8${tail}`,
    `$scrypt$ln=30,r=8,p=1${tail}`,
    `$scrypt$ln=16,r=64,p=1${tail}`,
    `$scrypt$ln=4,r=8,p=99${tail}`,
    `$scrypt$ln=0,r=8,p=1${tail}`,
    `$scrypt$ln=4,r=0,p=1${tail}`,
    `$scrypt$ln=4,r=8,p=0${tail}`,
    `$scrypt$ln=4,r=8,p=1${tail}!`,
    `$scrypt$ln=4,r=8,p=1$${"A".repeat(22)}$B`,
  ];
  for (const stored of table) {
    const isRefused = (error: unknown) =>
      error instanceof TypeError && /expected \$scrypt\$/.test(error.message) &&
      (stored === "" || !error.message.includes(stored));
    await assert.rejects(cheap.verify("a long enough password", stored), isRefused, stored);
    assert.throws(() => cheap.isOutdated(stored), isRefused, stored);
  }
});

Deno.test("a crowd of logins takes turns, and what is too much is refused", async () => {
  const passwords = new Passwords({ cost: CHEAP, atOnce: 1, waiting: 2 });
  const all = await Promise.allSettled(Array.from({ length: 5 }, () => passwords.hash("a long enough password")));
  assert.deepEqual(all.map(({ status }) => status), ["fulfilled", "fulfilled", "fulfilled", "rejected", "rejected"]);
  for (const one of all.slice(3)) assert.ok(one.status === "rejected" && one.reason instanceof TooBusy);
  assert.ok(await passwords.hash("a long enough password"));
});

Deno.test("a turn is given on also by work that failed, in the order of asking", async () => {
  const turns = new Turns(1, 9);
  const order: number[] = [];
  const one = (number: number) =>
    turns.take(() => {
      order.push(number);
      return number === 1 ? Promise.reject(new Error("one")) : Promise.resolve(number);
    });
  const all = await Promise.allSettled([one(1), one(2), one(3)]);
  assert.deepEqual(all.map(({ status }) => status), ["rejected", "fulfilled", "fulfilled"]);
  assert.deepEqual(order, [1, 2, 3]);
});

Deno.test("a new password must be long, varied, and more than the name and the first password", () => {
  const table: [string, string | undefined][] = [
    ["aristobot", "too_short"],
    ["elevenchars", "too_short"],
    ["🙂🙃😉😊😇🥰😍🤩😘😗☺", "too_short"],
    ["a".repeat(257), "too_long"],
    ["aaaaaaaaaaaaaaaaaa", "repeats"],
    ["abababababab", "repeats"],
    ["aristobot2026", "easily_guessed"],
    ["AristobotAristobot", "easily_guessed"],
    ["dominique-2026", "easily_guessed"],
    ["twelve chars", undefined],
    ["correct horse battery staple", undefined],
    ["dominique rides a bicycle", undefined],
  ];
  for (const [password, kind] of table) {
    const problem = passwordProblem(password, "Dominique");
    assert.equal(problem?.kind, kind, password);
    if (!problem) continue;
    assert.match(problem.message, /^Cannot take this password: it .*expected/);
    assert.ok(!problem.message.includes(password));
  }
  assert.equal(passwordProblem("twelve chars", ""), undefined);
});
