import assert from "node:assert/strict";
import { channelsOf } from "../db/notification_channels.ts";
import { queueHappenings } from "../db/notifications.ts";
import {
  TEST_BOT_TOKEN,
  TEST_DISCORD_URL,
  TEST_HOOK_KEY,
  type TestReceiver,
  testReceiver,
} from "../notify/test_receiver.ts";
import { asker } from "./api/api_fixture.ts";
import { askHouse } from "./test_ask.ts";
import { type TestHouse, testHouse, USER_ID } from "./test_house.ts";

const BOT = { kind: "telegram", chatId: "42", token: TEST_BOT_TOKEN } as const;
const CHANNEL = { id: null, name: "mine", events: ["stop_hit"], isOn: true, channel: BOT };
const ADDRESS = "/account/notifications";

/** A house whose Telegram and Discord are a receiver of the test. */
async function open(): Promise<{ house: TestHouse; receiver: TestReceiver } & AsyncDisposable> {
  const receiver = testReceiver();
  const house = await testHouse({ notifyUrl: receiver.url });
  return {
    house,
    receiver,
    [Symbol.asyncDispose]: async () => {
      await house[Symbol.asyncDispose]();
      await receiver[Symbol.asyncDispose]();
    },
  };
}

async function post(house: TestHouse, path: string, body: unknown, token = house.token) {
  const { status, text, json } = await askHouse(house, path, { token, json: body });
  assert.ok(!text.includes("PLANTED"), text);
  return { status, body: json() };
}

Deno.test("a channel is tried, stored sealed, changed without its secrets, and removed; its secrets never come back", async () => {
  await using scene = await open();
  const { house, receiver } = scene;
  assert.deepEqual((await post(house, `${ADDRESS}/test`, { id: null, channel: BOT })).body, { problem: null });
  assert.match(JSON.parse(receiver.heard[0]!.body).text, /message d’essai/);
  const { status, body: { id, channels } } = await post(house, ADDRESS, CHANNEL);
  assert.deepEqual([status, channels.length, channels[0].settings], [200, 1, { kind: "telegram", chatId: "42" }]);
  const changed = { ...CHANNEL, id, name: "other", channel: { ...BOT, token: null } };
  assert.equal((await post(house, ADDRESS, changed)).body.channels[0].name, "other");
  assert.deepEqual((await post(house, `${ADDRESS}/test`, { id, channel: { ...BOT, token: null } })).body, {
    problem: null,
  });
  assert.ok(receiver.heard.at(-1)!.path.includes(TEST_BOT_TOKEN));
  assert.ok(!JSON.stringify(await channelsOf(house.db, USER_ID)).includes("PLANTED"));
  assert.deepEqual((await post(house, `${ADDRESS}/remove`, { id })).body, { channels: [] });
  assert.equal((await post(house, `${ADDRESS}/remove`, { id })).status, 404);
});

Deno.test("a password goes to no other server than the one it was typed for, and none without encryption", async () => {
  await using scene = await open();
  const { house } = scene;
  const mail = {
    ...{ kind: "email", host: "smtp.example.org", port: 465, security: "tls", user: "me", password: "PLANTED" },
    ...{ from: "a@example.org", to: "b@example.org" },
  };
  const { body: { id } } = await post(house, ADDRESS, { ...CHANNEL, channel: mail });
  const kept = { ...mail, password: null };
  const save = (channel: unknown) => post(house, ADDRESS, { ...CHANNEL, id, channel });
  assert.equal((await save({ ...kept, to: "c@example.org" })).status, 200);
  for (const elsewhere of [{ host: "127.0.0.1" }, { port: 25 }, { user: "you" }]) {
    const refused = await save({ ...kept, ...elsewhere });
    assert.deepEqual([refused.status, /password: expected/.test(refused.body.error)], [400, true]);
    assert.equal((await post(house, `${ADDRESS}/test`, { id, channel: { ...kept, ...elsewhere } })).status, 400);
  }
  assert.match((await save({ ...mail, security: "none" })).body.error, /security: expected an encrypted/);
});

Deno.test("nobody reads, tries, changes or removes another user's channel", async () => {
  await using scene = await open();
  const { house, receiver } = scene;
  const { body: { id } } = await post(house, ADDRESS, CHANNEL);
  await house.addUser("eve");
  const eve = await house.signIn("eve");
  const stolen = { ...CHANNEL, id, channel: { ...BOT, token: null } };
  for (const [path, body] of [["", stolen], ["/test", { id, channel: stolen.channel }], ["/remove", { id }]] as const) {
    assert.equal((await post(house, ADDRESS + path, body, eve)).status, 404, path);
  }
  assert.equal(receiver.heard.length, 0);
  assert.equal((await channelsOf(house.db, USER_ID)).length, 1);
});

Deno.test("a name is taken once, and what is malformed is refused by the name of its field", async () => {
  await using scene = await open();
  const { house } = scene;
  assert.equal((await post(house, ADDRESS, CHANNEL)).status, 200);
  assert.deepEqual((await post(house, ADDRESS, CHANNEL)).status, 409);
  const malformed: readonly (readonly [unknown, RegExp])[] = [
    [{ ...CHANNEL, name: " " }, /name/],
    [{ ...CHANNEL, events: ["nothing"] }, /events/],
    [{ ...CHANNEL, channel: { ...BOT, token: "x/../y" } }, /token/],
    [{ ...CHANNEL, name: "b", channel: { kind: "telegram", chatId: "1", token: null } }, /token/],
    [{
      ...CHANNEL,
      channel: { kind: "discord", url: "https://discord.com.evil.test/api/webhooks/12345/xxxxxxxxxxxxxxxxxxxxx" },
    }, /url/],
    [{ ...CHANNEL, channel: { kind: "webhook", url: "https://me:PLANTED@a.test/", key: TEST_HOOK_KEY } }, /url/],
    [{ ...CHANNEL, channel: { kind: "carrier pigeon" } }, /kind/],
  ];
  for (const [form, field] of malformed) {
    const { status, body } = await post(house, ADDRESS, form);
    assert.equal(status, 400, JSON.stringify(body));
    assert.match(body.error, field);
  }
});

Deno.test("the API lists what was told, and lets programs look but not touch", async () => {
  await using scene = await open();
  const { house, receiver } = scene;
  const ask = asker(house);
  const made = await ask("POST", "/notification-channels", {
    json: { name: "bot", events: ["stop_hit"], isOn: true, channel: { kind: "discord", url: TEST_DISCORD_URL } },
  });
  assert.equal(made.status, 201);
  const { id } = await made.json();
  await queueHappenings(house.db, [{
    ...{ userId: USER_ID, event: "stop_hit", level: "warning", key: "stop_hit", timeMs: 5, name: "x" } as const,
    parameters: { symbol: "BTC/USDT", side: "sell", quantity: "0.5", price: "30000.5", profit: "-12.5", of: "mine" },
  }], 10);
  const { notifications } = await (await ask("GET", "/notifications")).json();
  assert.deepEqual(
    notifications.map((
      { text, state }: { text: string; state: string },
    ) => [text.replaceAll(/[\u202f\u00a0]/g, " "), state]),
    [["Stop atteint : vendu 0,5 BTC/USDT à 30 000,50 (mine), profit -12,50 USDT", "waiting"]],
  );
  const { channels: [listed] } = await (await ask("GET", "/notification-channels")).json();
  assert.deepEqual([listed.id, listed.waiting, listed.settings], [id, 1, { kind: "discord" }]);
  assert.deepEqual(await (await ask("POST", `/notification-channels/${id}/test`)).json(), { problem: null });
  receiver.answer = () => new Response("no", { status: 404 });
  assert.deepEqual(await (await ask("POST", `/notification-channels/${id}/test`)).json(), { problem: "HTTP 404" });
  const renamed = { name: "renamed", events: [], isOn: false, channel: { kind: "discord" } };
  assert.equal((await ask("PUT", `/notification-channels/${id}`, { json: renamed })).status, 204);
  assert.equal((await ask("DELETE", `/notification-channels/${id}`)).status, 204);
  assert.equal((await ask("DELETE", `/notification-channels/${id}`)).status, 404);
});
