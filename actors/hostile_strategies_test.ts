/** Hostile sources in real child processes: each is contained, told to its owner, and nothing else notices. */
import assert from "node:assert/strict";
import { testDatabase } from "../db/test_database.ts";
import { testRows } from "../db/test_rows.ts";
import type { Candle } from "../domain/candle.ts";
import type { Notice, StrategyStatus } from "../domain/active_strategy.ts";
import { testOnce } from "../tests/once.ts";
import { HOSTILE_SOURCES, hostileSource } from "../tests/hostile_sources.ts";
import { createSystem, supervisor, type System } from "./runtime/mod.ts";
import { candleKey, heartbeat, notices, strategyStatuses } from "./topics.ts";

const MINUTE_MS = 60_000;
const PATIENCE_MS = 60_000;

/** A platform with one strategy at work per source, and one that is well behaved. */
async function houseOf(sources: readonly string[]) {
  const database = await testDatabase();
  const { db } = database;
  const rows = await testRows(db);
  const { broker, active, user } = rows;
  const guard = (source: string, index: number) => ({
    id: `s${index}`,
    module: import.meta.resolve("./active_strategy.actor.ts"),
    args: {
      db,
      activeStrategy: { ...active, id: crypto.randomUUID(), symbol: symbolOf(index) },
      name: `s${index}`,
      source,
      recorderPath: "/root/recorder",
      orderDeskPath: "/root/order-desk",
    },
  });
  const args = { db, brokerId: broker.id, cash: { USDT: "1000" }, symbols: sources.map((_, index) => symbolOf(index)) };
  const system = await createSystem(
    supervisor({
      strategy: "one_for_one",
      children: [
        { id: "recorder", module: import.meta.resolve("./recorder.actor.ts"), args: { db } },
        { id: "paper", module: import.meta.resolve("./paper_broker.actor.ts"), args },
        {
          id: "order-desk",
          module: import.meta.resolve("./order_desk.actor.ts"),
          args: { db, paper: { [broker.id]: "/root/paper" }, brokersPath: "/root/brokers", riskPath: null },
        },
        { id: "strategies", supervisor: supervisor({ strategy: "one_for_one", children: sources.map(guard) }) },
      ],
    }),
    { logger: { debug() {}, info() {}, warn() {}, error() {} } },
  );
  const statuses = new Map<string, StrategyStatus>();
  const told: Notice[] = [];
  system.subscribe(strategyStatuses.key(user.id), (status) => statuses.set(status.name, status));
  system.subscribe(notices.key(user.id), (notice) => told.push(notice));
  const close = async () => {
    await system.stop();
    await database[Symbol.asyncDispose]();
  };
  return { system, statuses, told, [Symbol.asyncDispose]: close };
}

/** Each strategy has a market of its own, so that each can be let decide alone. */
function symbolOf(index: number): string {
  return `S${index}/USDT`;
}

/** Closes the candle of a strategy's market that opened at `openMs`. */
function closeCandle(system: System, index: number, openMs: number) {
  const closeMs = openMs + MINUTE_MS - 1;
  const prices = { open: "100", high: "100", low: "100", close: "100" };
  const closed: Candle = { symbol: symbolOf(index), timeframe: "1m", openMs, closeMs, ...prices, volume: "1" };
  system.publish(heartbeat.key(candleKey(closed.symbol, closed.timeframe)), { candle: closed });
}

async function until(look: () => boolean, what: () => string): Promise<void> {
  const endMs = Date.now() + PATIENCE_MS;
  while (!look()) {
    if (Date.now() > endMs) throw new Error(`Not in time: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** How many are at work at once: each is a process. */
const AT_ONCE = 22;
const parts = Array.from(
  { length: Math.ceil(HOSTILE_SOURCES.length / AT_ONCE) },
  (_, part) => HOSTILE_SOURCES.slice(part * AT_ONCE, (part + 1) * AT_ONCE),
);

for (const [part, hostile] of parts.entries()) {
  testOnce(
    `hostile sources are contained, each told to its owner, and a good neighbour decides on (${part + 1})`,
    async (t) => {
      const good = hostileSource("shouldLong() { return false; }");
      await using house = await houseOf([good, ...hostile.map(({ source }) => source)]);
      const { system, statuses, told } = house;
      const state = (index: number) => statuses.get(`s${index}`)?.state ?? "starting";
      const all = [...hostile.keys(), hostile.length];
      await until(() => all.every((index) => state(index) !== "starting"), () => `all started: ${all.map(state)}`);
      let openMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - MINUTE_MS;
      for (const [position, { what, live }] of hostile.entries()) {
        const index = position + 1;
        await t.step(what, async () => {
          closeCandle(system, index, openMs += MINUTE_MS);
          closeCandle(system, 0, openMs);
          const failed = () => (statuses.get(`s${index}`)?.restarts ?? 0) > 0;
          await until(failed, () => `it failed: ${JSON.stringify(statuses.get(`s${index}`))}`);
          const words = told.find(({ parameters }) => parameters.name === `s${index}`)?.parameters.error ?? "";
          assert.match(words, live);
          assert.ok(words.length < 700 && !/aristobot-sandbox|\n/.test(words), words);
          await until(() => statuses.get("s0")?.lastCandleMs === openMs, () => "the good neighbour saw its candle");
        });
      }
      assert.deepEqual([statuses.get("s0")?.restarts, statuses.get("s0")?.lastDecision], [0, "wait"]);
    },
  );
}
