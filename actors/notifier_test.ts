import assert from "node:assert/strict";
import { z } from "zod";
import type { Db } from "../db/db.ts";
import { channelsOf, type NotificationChannel, saveChannel } from "../db/notification_channels.ts";
import { channelOf } from "../db/notification_fixture.ts";
import { lastNotifications, waitingCounts } from "../db/notifications.ts";
import { testDatabase } from "../db/test_database.ts";
import { ensureUser } from "../db/users.ts";
import { MOST_WAITING } from "../domain/notification/pace.ts";
import { defineActor, type Duration, type Logger, supervisor } from "./runtime/mod.ts";
import { moduleOf, type TestKit, testKit } from "./runtime/testkit.ts";
import { notices } from "./topics.ts";

const START_MS = Date.UTC(2023, 3, 10);
const MOST_HEARD = 10_000;
const MOST_TURNS = 20_000;

interface Scene extends AsyncDisposable {
  readonly kit: TestKit;
  readonly db: Db;
  readonly userId: string;
  /** Warnings and errors: the message with its numbers. */
  readonly logged: string[];
  /** What the user's page was told of what was dropped: channel and count. */
  dropped(): string[];
  add(changes: Partial<NotificationChannel>): Promise<NotificationChannel>;
  /** Tells the user so many things. */
  tell(count: number, key?: string): void;
  /** Lets all that was told be stored. */
  stored(): Promise<void>;
  /** Turns the clock by so much at a time, if at all, until it is so; the database answers from outside of it. */
  until(holds: () => boolean, step?: Duration): Promise<void>;
}

function loggedTo(lines: string[]): Logger {
  const write = (message: string, fields: Record<string, unknown> = {}) =>
    lines.push([message, ...Object.values(fields).filter((value) => typeof value === "number")].join(" "));
  return { debug() {}, info() {}, warn: write, error: write };
}

async function scene(): Promise<Scene> {
  const database = await testDatabase();
  const { db } = database;
  const userId = (await ensureUser(db, "dac")).id;
  const logged: string[] = [];
  const kit = testKit({ nowMs: START_MS, logger: loggedTo(logged) });
  let woken = 0;
  const courier = defineActor({
    protocol: { Wake: {} },
    args: z.unknown(),
    init: () => ({}),
    on: { Wake: () => void woken++ },
  });
  await kit.start(supervisor({
    strategy: "one_for_one",
    children: [
      { id: "courier", module: moduleOf(courier) },
      {
        id: "notifier",
        module: import.meta.resolve("./notifier.actor.ts"),
        args: { db, courierPath: "/root/courier" },
      },
    ],
  }));
  const { got } = kit.probe(notices.key(userId));
  let number = 0;
  const until = async (holds: () => boolean, step?: Duration) => {
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      if (holds()) return;
      await kit.settle();
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (step !== undefined) await kit.advance(step);
    }
    throw new Error(`It was never so: ${holds}`);
  };
  return {
    ...{ kit, db, userId, logged, until },
    dropped: () =>
      got.filter(({ key }) => key === "notifications_dropped")
        .map(({ parameters }) => `${parameters.channel} ${parameters.count}`),
    add: async (changes) => {
      const channel = channelOf(userId, changes);
      await saveChannel(db, channel, START_MS);
      return channel;
    },
    tell(count, key = "guard_killed") {
      const notice = { level: "error", userId, key, timeMs: kit.clock.now() } as const;
      for (let n = 0; n < count; n++) {
        kit.system.publish(notices.key(userId), { ...notice, parameters: { number: `${number++}` } });
      }
    },
    async stored() {
      const before = woken;
      await kit.settle();
      await kit.advance("250ms");
      await until(() => woken > before);
    },
    [Symbol.asyncDispose]: async () => {
      await kit[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

Deno.test("what cannot wait is dropped, and its user is told once how many, of which channel", async () => {
  await using of = await scene();
  const { db, userId } = of;
  const mine = await of.add({ name: "mine", events: ["kill_switch"] });
  const all = await of.add({ name: "all", events: ["kill_switch", "strategy_halted"] });
  await of.add({ name: "else", events: ["feed_lost"] });
  of.tell(MOST_HEARD + 5);
  of.tell(3, "strategy_halted");
  await of.stored();
  const [dropped, droppedOfAll] = [MOST_HEARD + 5 - MOST_WAITING, MOST_HEARD + 8 - MOST_WAITING];
  assert.deepEqual(of.dropped().sort(), [`all ${droppedOfAll}`, `mine ${dropped}`]);
  assert.deepEqual(of.logged.sort(), [
    ...[dropped, droppedOfAll].map((count) => `Notifications were dropped ${count}`),
    `Too many notifications wait to be stored: more are dropped ${MOST_HEARD}`,
  ]);
  const counts = new Map((await channelsOf(db, userId)).map(({ id, dropped }) => [id, dropped]));
  assert.deepEqual([counts.get(mine.id), counts.get(all.id)], [dropped, droppedOfAll]);
  await of.kit.advance("3h");
  assert.equal(of.dropped().length, 2);
});

Deno.test("a channel whose queue stays full is told of once an hour, and not because of being told of", async () => {
  await using of = await scene();
  const { kit } = of;
  await of.add({ name: "mine", events: ["kill_switch", "other"] });
  of.tell(MOST_WAITING + 1);
  await of.stored();
  assert.deepEqual(of.dropped(), ["mine 1"]);
  for (let time = 0; time < 3; time++) {
    of.tell(2);
    await of.stored();
  }
  assert.deepEqual(of.dropped(), ["mine 1"]);
  await kit.advance("1h");
  await of.stored();
  assert.deepEqual(of.dropped(), ["mine 1", "mine 6"]);
  await kit.advance("5h");
  assert.deepEqual(of.dropped(), ["mine 1", "mine 6"]);
  of.tell(1);
  await of.stored();
  assert.deepEqual(of.dropped(), ["mine 1", "mine 6", "mine 1"]);
});

Deno.test("what came while the database took nothing is stored when it does, and what was dropped meanwhile is told", async () => {
  await using of = await scene();
  const { kit, db, userId } = of;
  const mine = await of.add({ name: "mine", events: ["strategy_halted"] });
  await db`alter table notifications rename to away`;
  try {
    of.tell(1, "strategy_halted");
    of.tell(MOST_HEARD);
    of.tell(4, "strategy_halted");
    await kit.settle();
    await kit.advance("250ms");
    await of.until(() => of.logged.some((line) => line.startsWith("Notifications cannot be stored now")));
  } finally {
    await db`alter table away rename to notifications`;
  }
  assert.deepEqual(of.dropped(), []);
  await of.until(() => of.dropped().length > 0, "5s");
  assert.deepEqual(of.dropped(), ["mine 4"]);
  assert.deepEqual([...await waitingCounts(db, userId)], [[mine.id, 1]]);
  assert.deepEqual((await lastNotifications(db, userId, 10)).map(({ key }) => key), ["strategy_halted"]);
});

Deno.test("what the database takes for too long not at all is lost, and the log says how many", async () => {
  await using of = await scene();
  const { kit, db } = of;
  await db`alter table notifications rename to away`;
  try {
    of.tell(7);
    await kit.settle();
    await kit.advance("250ms");
    await of.until(
      () => of.logged.includes("Notifications are lost: they could not be stored for too long 7"),
      "5s",
    );
  } finally {
    await db`alter table away rename to notifications`;
  }
});
