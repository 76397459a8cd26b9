/** Hostile sources in real child processes: each is contained, told to its owner, and nothing else notices. */
import assert from "node:assert/strict";
import { testDatabase } from "../db/test_database.ts";
import { testRows } from "../db/test_rows.ts";
import type { Candle } from "../domain/candle.ts";
import type { Notice, StrategyStatus } from "../domain/active_strategy.ts";
import { createSystem, supervisor, type System } from "./runtime/mod.ts";
import { candleKey, heartbeat, notices, strategyStatuses } from "./topics.ts";

const MINUTE_MS = 60_000;
const PATIENCE_MS = 60_000;

const withBody = (body: string, top = "") =>
  `import { Strategy } from "aristobot/strategy";
${top}
export default class Hostile extends Strategy {
  ${body}
}
`;
const atDecision = (statement: string) => withBody(`shouldLong(): boolean { ${statement}; return false; }`);

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
          args: { db, paper: { [broker.id]: "/root/paper" }, brokersPath: "/root/brokers" },
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

/** What each hostile source does, and the words in which its owner is told. */
const HOSTILE: readonly (readonly [what: string, source: string, told: RegExp])[] = [
  ["does not parse", withBody("shouldLong() { return 1 +; }"), /^line 4, column 28: SyntaxError: Expression expected$/],
  ["throws while it loads", withBody("shouldLong() { return true; }", 'throw new Error("load");'), /^line 2, .*load/],
  [
    "throws in its constructor",
    withBody("constructor() { super(); null!.x; } shouldLong() { return true; }"),
    /^line 4/,
  ],
  ["throws when it is asked", atDecision('throw new RangeError("no")'), /^line 4, column 33: RangeError: no$/],
  ["loops for ever", atDecision("for (;;) {}"), /did not come to an end/],
  [
    "loops for ever in a promise",
    atDecision("const f = (): Promise<void> => Promise.resolve().then(f); f()"),
    /did not come/,
  ],
  ["loops for ever in a regular expression", atDecision("/(a+)+$/.test('a'.repeat(64) + 'b')"), /did not come/],
  [
    "eats the heap",
    atDecision("const all: number[][] = []; setInterval(() => all.push(new Array(1e5).fill(1)))"),
    /more memory than/,
  ],
  [
    "eats memory beside the heap",
    atDecision("const all: unknown[] = []; setInterval(() => all.push(new Uint8Array(1e6).fill(1)))"),
    /more memory/,
  ],
  ["prints for ever", atDecision('for (;;) console.log("x".repeat(100))'), /did not come/],
  ["never answers", atDecision("return new Promise(() => {}) as never"), /answered a Promise/],
  [
    "waits for ever while it loads",
    withBody("shouldLong() { return true; }", "await new Promise(() => {});"),
    /no answer/,
  ],
  ["reads a file", atDecision('Deno.readTextFileSync("/etc/passwd")'), /Deno is not defined/],
  ["writes a file", atDecision('Deno.writeTextFileSync("hostile.txt", "x")'), /Deno is not defined/],
  ["reads the environment", atDecision("Deno.env.toObject()"), /Deno is not defined/],
  ["starts a process", atDecision('new Deno.Command("ls").outputSync()'), /Deno is not defined/],
  ["opens a socket", atDecision("Deno.listen({ port: 0 })"), /Deno is not defined/],
  ["kills its process", atDecision("Deno.kill(Deno.pid, 'SIGKILL')"), /Deno is not defined/],
  ["leaves", atDecision("Deno.exit(0)"), /Deno is not defined/],
  [
    "imports a package",
    'import "npm:left-pad";',
    /^line 1, .*a strategy imports "aristobot\/strategy" and nothing else/,
  ],
  ["imports a package by night", withBody("shouldLong() { return true; }", 'await import("npm:left-pad@1.3.0");'), /./],
  [
    "imports from the network",
    withBody("shouldLong() { return true; }", 'await import("http://127.0.0.1:9/a.ts");'),
    /./,
  ],
  ["leaves a rejection behind", atDecision('Promise.reject(new Error("behind"))'), /behind/],
];

Deno.test("hostile sources are contained, each told to its owner, and a good neighbour decides on", async (t) => {
  const good = withBody("shouldLong() { return false; }");
  await using house = await houseOf([good, ...HOSTILE.map(([, source]) => source)]);
  const { system, statuses, told } = house;
  const state = (index: number) => statuses.get(`s${index}`)?.state ?? "starting";
  const all = [...HOSTILE.keys(), HOSTILE.length];
  await until(() => all.every((index) => state(index) !== "starting"), () => `all started: ${all.map(state)}`);
  let openMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - MINUTE_MS;
  for (const [position, [what, , words]] of HOSTILE.entries()) {
    const index = position + 1;
    await t.step(what, async () => {
      closeCandle(system, index, openMs += MINUTE_MS);
      closeCandle(system, 0, openMs);
      const failed = () => (statuses.get(`s${index}`)?.restarts ?? 0) > 0;
      await until(failed, () => `it failed: ${JSON.stringify(statuses.get(`s${index}`))}`);
      const first = told.find(({ parameters }) => parameters.name === `s${index}`);
      assert.match(first?.parameters.error ?? "", words);
      await until(() => statuses.get("s0")?.lastCandleMs === openMs, () => "the good neighbour saw its candle");
    });
  }
  assert.deepEqual([statuses.get("s0")?.restarts, statuses.get("s0")?.lastDecision], [0, "wait"]);
});
