import assert from "node:assert/strict";
import { isDatabaseAway } from "./away.ts";
import type { Db, Transaction } from "./db.ts";
import { type Database, openServer } from "./open.ts";
import { testDatabase } from "./test_database.ts";
import { Door } from "./test_door.ts";

const LIMIT_MS = 30_000;

/** A database behind a door, with a table to write to. */
async function behindDoor(pulse?: { everyMs: number; limitMs: number }): Promise<{ door: Door } & Database> {
  const door = await Door.open();
  const opened = await openServer(door.url, () => {}, pulse);
  await opened.db`create table if not exists written (a int)`;
  return { door, ...opened };
}

async function written(db: Db): Promise<number[]> {
  return (await db`select a from written order by a`).map(({ a }) => a);
}

/** Asks until it is answered. */
async function untilThere(db: Db): Promise<void> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  for (;;) {
    try {
      await db`select 1`;
      return;
    } catch (error) {
      if (signal.aborted || !isDatabaseAway(error)) throw error;
    }
  }
}

/** As many statements at once as there can be: connections that are no good would show. */
async function allAnswer(db: Db): Promise<void> {
  const rows = await Promise.all(Array.from({ length: 40 }, (_, n) => db`select ${n}::int as n`));
  assert.deepEqual(rows.map(([row]) => row!.n), Array.from({ length: 40 }, (_, n) => n));
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 50));

/** Moments at which a transaction loses its connection. */
const moments: Record<string, (door: Door) => Transaction> = {
  "in the middle of a statement": (door) => async (tx) => {
    await tx`insert into written values (1)`;
    door.swallows = true;
    setTimeout(() => door.cut());
    await tx`insert into written values (2)`.finally(() => door.swallows = false);
  },
  "between two statements": (door) => async (tx) => {
    await tx`insert into written values (1)`;
    door.cut();
    await turn();
    await tx`insert into written values (2)`;
  },
  "before its end": (door) => async (tx) => {
    await tx`insert into written values (1)`;
    door.cut();
    await turn();
  },
  "before it fails by itself": (door) => async (tx) => {
    await tx`insert into written values (1)`;
    door.cut();
    await turn();
    throw new Error("by itself");
  },
  "and goes on all the same": (door) => async (tx) => {
    await tx`insert into written values (1)`;
    door.cut();
    for (let n = 2; n < 6; n++) {
      await turn();
      await Promise.resolve().then(() => tx`insert into written values (${n})`).catch(() => {});
    }
  },
};

for (const [when, lose] of Object.entries(moments)) {
  Deno.test(`a transaction that loses its connection ${when} fails, stores nothing, and harms nobody else`, async () => {
    const { door, db, close } = await behindDoor();
    const others = { stop: false };
    const busy = (async () => {
      while (!others.stop) await db`select 1`.catch(turn); // others come for the connections meanwhile
    })();
    await assert.rejects(db.begin(lose(door)), (error) => isDatabaseAway(error));
    await untilThere(db);
    await turn();
    others.stop = true;
    await busy;
    assert.deepEqual(await written(db), []);
    await allAnswer(db);
    await db.begin((tx) => tx`insert into written values (7)`);
    assert.deepEqual(await written(db), [7]);
    await close();
    await door[Symbol.asyncDispose]();
  });
}

Deno.test("statements fail at once while a server is away, and succeed when it is there again", async () => {
  const { door, db, close } = await behindDoor();
  await allAnswer(db);
  for (let time = 0; time < 3; time++) {
    door.swallows = true;
    const underWay = Array.from({ length: 20 }, () => db`select 1`.then(() => "answered", isDatabaseAway));
    await turn();
    await door.shut();
    assert.deepEqual(new Set(await Promise.all(underWay)), new Set([true]));
    door.swallows = false;
    for (let n = 0; n < 20; n++) await assert.rejects(db`select 1`, (error) => isDatabaseAway(error));
    await assert.rejects(db.begin((tx) => tx`select 1`), (error) => isDatabaseAway(error));
    await door.reopen();
    await untilThere(db);
    await allAnswer(db);
  }
  await close();
  await door[Symbol.asyncDispose]();
});

Deno.test("what is under way on a line that was cut in silence is given up, and the next statements succeed", async () => {
  const { door, db, close } = await behindDoor({ everyMs: 100, limitMs: 500 });
  door.swallows = true;
  const transaction = db.begin((tx) => tx`insert into written values (1)`);
  await Promise.all(
    [db`select 1`, db`select 2`, transaction].map((one) => assert.rejects(one, (error) => isDatabaseAway(error))),
  );
  door.swallows = false;
  door.cut();
  await untilThere(db);
  await allAnswer(db);
  assert.deepEqual(await written(db), []);
  await close();
  await door[Symbol.asyncDispose]();
});

Deno.test("a statement that is wrong is not taken for a database that is away", async () => {
  const { door, db, close } = await behindDoor();
  await assert.rejects(db`select none`, (error) => !isDatabaseAway(error));
  await assert.rejects(db.begin((tx) => tx`select none`), (error) => !isDatabaseAway(error));
  await assert.rejects(db.begin(() => Promise.reject(new Error("own"))), /own/);
  const both = await db.begin((tx) => [tx`select 1 as a`, tx`select 2 as a`]);
  assert.deepEqual(both.map(([row]) => row!.a), [1, 2]);
  assert.ok(!isDatabaseAway(Object.assign(new Error("elsewhere"), { code: "ECONNREFUSED" })));
  assert.ok(!isDatabaseAway("ECONNREFUSED"));
  await close();
  await door[Symbol.asyncDispose]();
});

Deno.test("a pool is told from a transaction by what it has", async () => {
  await using of = await testDatabase();
  assert.ok("begin" in of.db);
  await of.db.begin((tx) => Promise.resolve(assert.ok(!("begin" in tx))));
});
