/** Hostile strategies at work beside a good one: they are halted and told to their user; nothing else notices. */
import assert from "node:assert/strict";
import { portfolioProtocol } from "../actors/portfolio_protocol.ts";
import { candleKey, heartbeat, notices, strategyStatuses } from "../actors/topics.ts";
import { PATHS } from "../actors/tree.ts";
import { brokersOf } from "../db/brokers.ts";
import { saveStrategy } from "../db/strategies.ts";
import { findUser } from "../db/users.ts";
import type { Notice, StrategyStatus } from "../domain/active_strategy.ts";
import { type House, openHouse, until } from "./house.ts";
import { testOnce } from "./once.ts";

const HOSTILE: Readonly<Record<string, string>> = {
  "throws": `throw new RangeError("a mistake at line 5");`,
  "loops for ever": `for (;;);`,
  "eats memory": `const kept: number[][] = []; for (;;) kept.push(new Array(100_000).fill(1));`,
  "eats buffers": `const kept: unknown[] = []; for (;;) kept.push(new Uint8Array(10_000_000).fill(1));`,
  "reaches out": `Deno.readTextFileSync("/etc/passwd");`,
  "forges": `JSON.stringify = () => "[[1";`,
};

function source(body: string): string {
  return `import { Strategy } from "aristobot/strategy";

export default class Hostile extends Strategy {
  shouldLong() {
    ${body}
    return false;
  }
}
`;
}

/** Sets one to work on ETH/USDT, with the paper account of the good one. */
async function setToWork(house: House, userId: string, name: string, body: string): Promise<string> {
  const now = Date.now();
  const strategyId = crypto.randomUUID();
  const [broker] = await brokersOf(house.db, userId);
  const strategy = {
    id: strategyId,
    userId,
    name,
    description: "",
    timeframe: "1m",
    createdMs: now,
    updatedMs: now,
  } as const;
  await saveStrategy(house.db, { ...strategy, source: source(body) });
  const started = await portfolioOf(house).ask("StartStrategy", {
    userId,
    strategyId,
    version: null,
    brokerId: broker!.id,
    symbol: "ETH/USDT",
    amountQuote: "1000",
    parameters: {},
    startMs: null,
    endMs: null,
  });
  assert.ok(started.outcome === "done", JSON.stringify(started));
  return started.activeStrategyId;
}

/** Asks for the dashboard several times a second until it is told to stop; answers what it was answered. */
async function askAgainAndAgain({ url }: House, until: AbortSignal): Promise<number[]> {
  const statuses: number[] = [];
  while (!until.aborted) {
    const response = await fetch(url);
    await response.body?.cancel();
    statuses.push(response.status);
    await new Promise((resolve) => setTimeout(resolve, 200)); // a pace: nothing is waited for
  }
  return statuses;
}

function portfolioOf({ system }: House) {
  return system.whereis(PATHS.portfolio, portfolioProtocol);
}

testOnce(
  "a strategy that throws, loops for ever, eats memory, reaches out or forges is halted and told to its user; nothing else notices",
  async () => {
    await using house = await openHouse({ DEMO_SPEED: "60" });
    const user = (await findUser(house.db, "dac"))!;
    const status = new Map<string, StrategyStatus>();
    const told: Notice[] = [];
    const goodCandles = new Set<number>();
    const minutes: number[] = [];
    house.system.subscribe(notices, (notice) => told.push(notice));
    house.system.subscribe(heartbeat.key(candleKey("BTC/USDT", "1m")), ({ candle }) => minutes.push(candle.openMs));
    house.system.subscribe(strategyStatuses, (of) => {
      status.set(of.activeStrategyId, of);
      if (of.name === "SMA cross" && of.lastCandleMs !== null) goodCandles.add(of.lastCandleMs);
    });

    const asking = new AbortController();
    const answers = askAgainAndAgain(house, asking.signal);
    for (const [name, body] of Object.entries(HOSTILE)) {
      const id = await setToWork(house, user.id, name, body);
      await until(`"${name}" is halted`, 60_000, () => status.get(id)?.state === "halted");
      assert.ok(status.get(id)!.error, `"${name}" has no error`);
      assert.ok(
        told.some((of) => of.userId === user.id && Object.values(of.parameters).includes(name)),
        `"${name}" is not told`,
      );
      const stopped = await portfolioOf(house).ask("StopStrategy", { userId: user.id, activeStrategyId: id });
      assert.equal(stopped.outcome, "done");
    }
    const thrown = [...status.values()].find(({ name }) => name === "throws")!;
    assert.match(thrown.error!, /^line 5, column \d+: RangeError: a mistake at line 5$/);
    asking.abort();
    const answered = await answers;
    assert.ok(answered.length > 20 && answered.every((status) => status === 200), JSON.stringify(answered));
    const seen = minutes.length;
    await until("two more minutes", 20_000, () => minutes.length >= seen + 2);

    minutes.forEach((openMs, i) => i > 0 && assert.equal(openMs - minutes[i - 1]!, 60_000));
    await until("the good one decides on the newest candle", 5_000, () => goodCandles.has(minutes.at(-1)!));
    const good = [...status.values()].find((of) => of.name === "SMA cross")!;
    assert.deepEqual([good.state, good.error, good.restarts], ["running", null, 0]);
  },
);
