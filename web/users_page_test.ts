/** The page where users are made, asked without a port. */
import assert from "node:assert/strict";
import { findLogin, findUser } from "../db/users.ts";
import { Passwords } from "../security/password.ts";
import { Accounts } from "./accounts.ts";
import { type TestHouse, testHouse, USER_NAME } from "./test_house.ts";

const ORIGIN = "http://127.0.0.1:8000";

function ask(house: TestHouse, form?: Record<string, string>): Promise<Response> {
  return house.app.fetch(
    new Request(`${ORIGIN}/users`, {
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
      headers: {
        accept: "text/html",
        host: "127.0.0.1:8000",
        origin: ORIGIN,
        cookie: `aristobot_language=en${house.token && `; aristobot_session=${house.token}`}`,
      },
    }),
  );
}

const passwordIn = (html: string) => /<code>([2-9a-z-]{24})<\/code>/.exec(html)?.[1];

Deno.test("in debug mode a user is made, comes in with the password that is shown once, and is given another", async () => {
  await using house = await testHouse({ facts: { debug: true } });
  const made = await (await ask(house, { action: "add", name: "ann" })).text();
  const first = passwordIn(made)!;
  assert.match(made, /Password of ann, shown this once:/);
  const visitor = { address: "127.0.0.1", userAgent: "test" };
  const accounts = new Accounts({
    db: house.db,
    passwords: new Passwords({ cost: { logN: 4, blockSize: 8, parallel: 1 } }),
    now: Date.now,
    ended: () => {},
  });
  assert.ok(!(await (await ask(house)).text()).includes(first));
  const opened = await accounts.signIn("ann", first, visitor);
  assert.ok(opened.kind === "opened" && opened.user.mustChangePassword);
  const second = passwordIn(await (await ask(house, { action: "reset", name: "ann" })).text())!;
  assert.notEqual(second, first);
  assert.equal(await accounts.who(opened.token), undefined);
  assert.equal((await accounts.signIn("ann", first, visitor)).kind, "wrong");
  const removed = await (await ask(house, { action: "remove", name: "ann" })).text();
  assert.match(removed, /ann is deleted\./);
  assert.equal(await findUser(house.db, "ann"), undefined);
  assert.deepEqual(house.errors, []);
});

Deno.test("what is not done is said in words, and a name is text on the page", async () => {
  await using house = await testHouse({ facts: { debug: true } });
  const cases: [string, string, RegExp][] = [
    ["add", USER_NAME, /“user” is there already/],
    ["add", `"><img src=x>`, /is no name: 1 to 64 letters/],
    ["reset", "dev", /the user of debug mode/],
    ["reset", "nobody", /There is no “nobody”/],
    ["remove", "dev", /does not start without dev/],
  ];
  for (const [action, name, words] of cases) {
    const response = await ask(house, { action, name });
    const html = await response.text();
    assert.equal(response.status, 422, `${action} ${name}`);
    assert.match(html, words);
    assert.doesNotMatch(html, /<img src=x/);
    assert.equal(passwordIn(html), undefined);
  }
  assert.equal((await ask(house, { action: "rename", name: "x" })).status, 400);
});

Deno.test("nobody who must sign in gets there", async () => {
  await using house = await testHouse();
  const before = await findLogin(house.db, USER_NAME);
  for (const form of [undefined, { action: "add", name: "ann" }, { action: "reset", name: USER_NAME }]) {
    assert.equal((await ask(house, form)).status, 403);
  }
  assert.equal(await findUser(house.db, "ann"), undefined);
  assert.deepEqual(await findLogin(house.db, USER_NAME), before);
});
