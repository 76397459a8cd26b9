/** Hostile strategies at work beside a good one: they are halted and told to their user; nothing else notices. */
import assert from "node:assert/strict";
import { portfolioProtocol } from "../actors/portfolio_protocol.ts";
import { candleKey, heartbeat, notices, strategyStatuses } from "../actors/topics.ts";
import { PATHS } from "../actors/tree.ts";
import { brokersOf } from "../db/brokers.ts";
import { saveStrategy } from "../db/strategies.ts";
import { findUser } from "../db/users.ts";
import type { Notice, StrategyStatus } from "../domain/active_strategy.ts";
import type { Saved } from "../web/broker_services.ts";
import { type House, openHouse, until } from "./house.ts";
import { testOnce } from "./once.ts";

/** Those of a group are at work side by side, since each is waited for between its attempts. */
const HOSTILE: readonly (readonly (readonly [name: string, body: string])[])[] = [[
  ["throws", `throw new RangeError("a mistake at line 5");`],
  ["loops for ever", `for (;;);`],
  ["reaches out", `Deno.readTextFileSync("/etc/passwd");`],
], [
  ["eats memory", `const kept: number[][] = []; for (;;) kept.push(new Array(100_000).fill(1));`],
  ["eats buffers", `const kept: unknown[] = []; for (;;) kept.push(new Uint8Array(10_000_000).fill(1));`],
  ["forges", `JSON.stringify = () => "[[1";`],
]];

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

interface Account {
  readonly userId: string;
  readonly brokerId: string;
}

/** One for each of a group, since an account has one strategy a market: the good one's, and new ones of who need not sign in. */
async function openAccounts(house: House): Promise<Account[]> {
  const { id: userId } = (await findUser(house.db, "dac"))!;
  const [paper] = await brokersOf(house.db, userId);
  const accounts: Account[] = [{ userId, brokerId: paper!.id }];
  while (accounts.length < HOSTILE[0]!.length) {
    const response = await fetch(`${house.url}/account/brokers`, {
      method: "POST",
      headers: { origin: house.url, "content-type": "application/json" },
      body: JSON.stringify({
        name: `account ${accounts.length}`,
        exchange: "demo",
        environment: "demo",
        isDefault: false,
      }),
    });
    const saved: Saved = await response.json();
    assert.ok(saved.outcome === "saved", JSON.stringify(saved));
    accounts.push({ userId: saved.broker.userId, brokerId: saved.broker.id });
  }
  return accounts;
}

/** Sets one to work on ETH/USDT. */
async function setToWork(
  house: House,
  { userId, brokerId }: Account,
  name: string,
  body: string,
): Promise<string> {
  const now = Date.now();
  const strategyId = crypto.randomUUID();
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
    brokerId,
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
    const halts = async (name: string, body: string, account: Account) => {
      const { userId } = account;
      const id = await setToWork(house, account, name, body);
      await until(`"${name}" is halted`, 60_000, () => status.get(id)?.state === "halted");
      assert.ok(status.get(id)!.error, `"${name}" has no error`);
      assert.ok(
        told.some((of) => of.userId === userId && Object.values(of.parameters).includes(name)),
        `"${name}" is not told`,
      );
      const stopped = await portfolioOf(house).ask("StopStrategy", { userId, activeStrategyId: id });
      assert.equal(stopped.outcome, "done");
    };
    const accounts = await openAccounts(house);
    for (const group of HOSTILE) {
      await Promise.all(group.map(([name, body], at) => halts(name, body, accounts[at]!)));
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
