/** Notifier and courier over a trading fixture: orders and notices go in, messages come out at receivers of the test. */
import assert from "node:assert/strict";
import type { Db } from "../db/db.ts";
import { channelsOf, findChannel, type NotificationChannel, saveChannel } from "../db/notification_channels.ts";
import { channelOf } from "../db/notification_fixture.ts";
import { lastNotifications } from "../db/notifications.ts";
import type { ChannelConfig } from "../domain/notification/channel.ts";
import { GAP_MS, PATIENCE_MS } from "../domain/notification/pace.ts";
import { NOTIFICATION_EVENTS } from "../domain/notification/event.ts";
import { TEST_HOOK_KEY, type TestReceiver, testReceiver } from "../notify/test_receiver.ts";
import { courierProtocol } from "./courier_protocol.ts";
import type { OpenChannel, WriteMessage } from "./courier/state.ts";
import type { Duration } from "./runtime/mod.ts";
import { heartbeatStatuses, notices } from "./topics.ts";
import {
  deskOf,
  eventually,
  heardBy,
  printAt,
  requestBy,
  START_MS,
  type TradingFixture,
  tradingFixture,
} from "./trading_fixture.ts";

const NOTIFIER = "/root/notifier";
const COURIER = "/root/courier";

interface Scene extends AsyncDisposable {
  readonly fixture: TradingFixture;
  readonly receiver: TestReceiver;
  /** What the receiver was told: the texts of each message. */
  told(): string[][];
  /** Adds a channel of the fixture's user that leads to the receiver. */
  add(changes?: Partial<NotificationChannel>): Promise<NotificationChannel>;
  /** Tells the user something. */
  notice(key: string, parameters?: Record<string, string>): void;
}

const write: WriteMessage = (told, _, dropped) => ({
  title: String(told.length + dropped),
  lines: [],
  isTest: false,
  items: told.map((one) => ({ ...one, text: [one.key, ...Object.values(one.parameters)].join(" ") })),
});

async function scene(open?: OpenChannel): Promise<Scene> {
  const receiver = testReceiver();
  const config: ChannelConfig = { kind: "webhook", url: `${receiver.url}/hook`, key: TEST_HOOK_KEY };
  const surroundings = { telegramUrl: "", discordUrl: "", allowsPrivate: true };
  const fixture = await tradingFixture({
    more: ({ db }) => [
      { id: "notifier", module: import.meta.resolve("./notifier.actor.ts"), args: { db, courierPath: COURIER } },
      {
        id: "courier",
        module: import.meta.resolve("./courier.actor.ts"),
        args: { db, open: open ?? (() => config), write, surroundings },
      },
    ],
  });
  const { kit, db, rows: { user } } = fixture;
  return {
    fixture,
    receiver,
    told: () =>
      receiver.heard.map(({ body }) => JSON.parse(body).notifications.map(({ text }: { text: string }) => text)),
    add: async (changes = {}) => {
      const channel = channelOf(user.id, { events: [...NOTIFICATION_EVENTS], ...changes });
      await saveChannel(db, channel, START_MS);
      return channel;
    },
    notice: (key, parameters = {}) =>
      kit.system.publish(notices.key(user.id), {
        ...{ level: "error", userId: user.id, key, parameters },
        timeMs: kit.clock.now(),
      }),
    [Symbol.asyncDispose]: async () => {
      await fixture[Symbol.asyncDispose]();
      await receiver[Symbol.asyncDispose]();
    },
  };
}

/** Turns the clock until it is so. */
function later(fixture: TradingFixture, step: Duration, holds: () => boolean | Promise<boolean>) {
  return eventually(fixture, async () => {
    if (await holds()) return true;
    await fixture.kit.advance(step);
  });
}

/** What became of each notification of the user, the oldest first. */
async function states({ db, rows }: { readonly db: Db; readonly rows: TradingFixture["rows"] }): Promise<string[]> {
  return (await lastNotifications(db, rows.user.id, 100)).map(({ state }) => state).reverse();
}

/** A channel that failed for long may tell of that, too, once it goes again. */
const isAllSent = (states: readonly string[], least: number) =>
  states.length >= least && states.every((state) => state === "sent");

const waitsFor = (fixture: TradingFixture, count: number) =>
  later(fixture, "1s", async () => (await states(fixture)).length >= count);

Deno.test("a filled order is told with its strategy and account, once, and what happens meanwhile together", async () => {
  await using of = await scene();
  const { fixture } = of;
  await of.add();
  await printAt(fixture, "30000");
  await deskOf(fixture).ask("PlaceOrder", requestBy(fixture, "in", { purpose: "entry, stop loss 29000" }));
  await printAt(fixture, "30000");
  await later(fixture, "1s", () => of.receiver.heard.length === 1);
  const [first] = JSON.parse(of.receiver.heard[0]!.body).notifications;
  assert.deepEqual([first.key, first.parameters], ["order_filled", {
    ...{ symbol: "BTC/USDT", side: "buy", quantity: "1", price: "30000", amount: "30000", fee: "0" },
    of: `${fixture.rows.strategy.name}, ${fixture.rows.broker.name}`,
  }]);
  of.notice("guard_denied", { reason: "too much" });
  of.notice("strategy_halted");
  of.notice("position_mismatch");
  await later(fixture, "1s", () => of.receiver.heard.length === 2);
  assert.deepEqual(of.told()[1], ["guard_denied too much", "strategy_halted", "position_mismatch"]);
  await later(fixture, "1s", async () => (await states(fixture)).every((state) => state === "sent"));
});

Deno.test("no channel is written to more often than every 30 s: what comes in between is one message", async () => {
  await using of = await scene();
  const { fixture } = of;
  await of.add();
  of.notice("first");
  await later(fixture, "1s", () => of.receiver.heard.length === 1);
  await later(fixture, "1s", async () => (await states(fixture))[0] === "sent");
  const sentMs = (await channelsOf(fixture.db, fixture.rows.user.id))[0]!.lastSentMs!;
  for (let n = 0; n < 5; n++) of.notice(`more ${n}`);
  await later(fixture, "1s", () => of.receiver.heard.length === 2);
  assert.ok(fixture.kit.clock.now() >= sentMs + GAP_MS);
  assert.deepEqual(of.told()[1], [0, 1, 2, 3, 4].map((n) => `more ${n}`));
});

Deno.test("information that no event asks for is not told, and what was told is not told to others", async () => {
  await using of = await scene();
  const { fixture } = of;
  const { kit } = fixture;
  await of.add({ events: ["kill_switch"] });
  const told = { level: "info", userId: fixture.rows.user.id, parameters: {}, timeMs: 1 } as const;
  kit.system.publish(notices.key(told.userId), { ...told, key: "anything" });
  of.notice("strategy_halted");
  kit.system.publish(notices.key("somebody"), {
    ...told,
    userId: crypto.randomUUID(),
    level: "error",
    key: "guard_killed",
  });
  kit.system.publish(notices.key(told.userId), { ...told, key: "guard_released" });
  await later(fixture, "1s", () => of.receiver.heard.length === 1);
  assert.deepEqual(of.told(), [["guard_released"]]);
});

Deno.test("what fails is tried again, is told in the page once, and goes out when it goes", async () => {
  await using of = await scene();
  const { fixture } = of;
  const heard = heardBy(fixture).notices;
  const channel = await of.add();
  of.receiver.answer = () => new Response("no", { status: 500 });
  of.notice("first");
  for (let n = 1; n <= 4; n++) {
    await later(fixture, "1s", () => of.receiver.heard.length === n);
    await later(fixture, "1s", async () => (await findChannel(fixture.db, null, channel.id))!.failures === n);
  }
  assert.deepEqual(heard.got.filter(({ key }) => key === "channel_failing").map(({ parameters }) => parameters), [
    { channel: "mine", reason: "HTTP 500" },
  ]);
  of.receiver.answer = () => new Response("yes");
  await later(fixture, "1m", async () => (await states(fixture)).every((state) => state === "sent"));
  assert.deepEqual(of.told().at(-1), ["first"]);
  assert.equal((await findChannel(fixture.db, null, channel.id))!.problem, null);
});

Deno.test("who is busy is left alone for as long as they say", async () => {
  await using of = await scene();
  const { fixture } = of;
  const channel = await of.add();
  of.receiver.answer = () => new Response("no", { status: 429, headers: { "retry-after": "600" } });
  of.notice("first");
  await later(fixture, "1s", async () => (await findChannel(fixture.db, null, channel.id))!.nextMs !== null);
  const { nextMs } = (await findChannel(fixture.db, null, channel.id))!;
  assert.ok(nextMs! >= START_MS + 600_000, String(nextMs));
  assert.equal(of.receiver.heard.length, 1);
});

Deno.test("one who hangs keeps neither orders nor other channels waiting", async () => {
  await using of = await scene();
  const { fixture } = of;
  await of.add({ name: "hangs", events: ["kill_switch"] });
  const release = Promise.withResolvers<void>();
  of.receiver.answer = () => release.promise.then(() => new Response("late"));
  of.notice("guard_killed");
  await later(fixture, "1s", () => of.receiver.heard.length === 1);
  of.receiver.answer = () => new Response("yes");
  await of.add({ name: "answers", events: ["strategy_halted"] });
  await printAt(fixture, "30000");
  await deskOf(fixture).ask("PlaceOrder", requestBy(fixture, "in"));
  of.notice("strategy_halted");
  await later(fixture, "1s", () => of.receiver.heard.length === 2);
  assert.deepEqual(of.told(), [["guard_killed"], ["strategy_halted"]]);
  release.resolve();
  await later(fixture, "1s", async () => (await states(fixture)).every((state) => state === "sent"));
});

Deno.test("after a fall what waits is sent, and orders that were filled while nobody listened are told", async () => {
  await using of = await scene();
  const { fixture } = of;
  const { kit, db } = fixture;
  await of.add();
  of.receiver.answer = () => new Response("no", { status: 500 });
  of.notice("before");
  await later(fixture, "1s", () => of.receiver.heard.length === 1);
  await printAt(fixture, "30000");
  await deskOf(fixture).ask("PlaceOrder", requestBy(fixture, "in"));
  await printAt(fixture, "30000");
  await waitsFor(fixture, 2);
  await db`delete from notifications where event = 'order_filled'`; // it fell before it had stored it
  of.receiver.answer = () => new Response("yes");
  const refused = of.receiver.heard.length; // on a slow machine it may have been tried more than once
  await kit.crash(NOTIFIER);
  await kit.crash(COURIER);
  await later(fixture, "1s", async () => isAllSent(await states(fixture), 2));
  const texts = of.told().slice(refused).flat();
  assert.ok(texts.includes("before"));
  assert.equal(texts.filter((text) => text.startsWith("order_filled")).length, 1);
  await kit.crash(NOTIFIER);
  await kit.crash(COURIER);
  of.notice("after");
  await later(fixture, "1s", async () => isAllSent(await states(fixture), 3) && of.told().flat().includes("after"));
  assert.deepEqual(of.told().at(-1), ["after"]);
});

Deno.test("a market feed that is away for half a minute is told to everybody, and when it is back", async () => {
  await using of = await scene();
  const { fixture } = of;
  const { kit } = fixture;
  await of.add();
  const status = {
    ...{ exchange: "demo", coherent: true, lastMessageMs: null, symbols: [], timeframes: [], error: null },
    ...{ reconnects: 0, repairedCandles: 0 },
  };
  const say = async (connected: boolean) => {
    kit.system.publish(heartbeatStatuses, { ...status, connected });
    await kit.settle();
  };
  await say(false);
  await kit.advance("20s");
  await say(true);
  await kit.advance("40s");
  await say(false);
  await say(false);
  await later(fixture, "1s", () => of.receiver.heard.length === 1);
  await say(true);
  await later(fixture, "1s", () => of.receiver.heard.length === 2);
  assert.deepEqual(of.told(), [["feed_lost"], ["feed_back"]]);
});

Deno.test("a channel whose secrets open no more says so, and what waits for a day is given up", async () => {
  await using of = await scene(() => null);
  const { fixture } = of;
  const channel = await of.add();
  of.notice("first");
  await later(fixture, "1s", async () => (await findChannel(fixture.db, null, channel.id))!.failures === 1);
  assert.match((await findChannel(fixture.db, null, channel.id))!.problem!, /cannot be opened any more/);
  const [waiting] = await lastNotifications(fixture.db, fixture.rows.user.id, 1);
  assert.equal(waiting!.state, "waiting");
  await fixture.db`update notifications set queued_at = ${fixture.kit.clock.now() - PATIENCE_MS - 1}`;
  fixture.kit.system.whereis(COURIER, courierProtocol).tell("Tidy");
  await eventually(fixture, async () => (await states(fixture)).join() === "lost");
});
