import assert from "node:assert/strict";
import { findActiveStrategy, setActiveVersion } from "../db/active_strategies.ts";
import type { Verdict } from "../domain/strategy_verdict.ts";
import { beginRun, finishBacktest, insertRun } from "../db/backtests.ts";
import { decisionsOf, saveDecision } from "../db/decisions.ts";
import { saveStrategy } from "../db/strategies.ts";
import { setVerdict } from "../db/strategy_versions.ts";
import { testBacktest, testFound } from "../db/test_backtests.ts";
import { testStrategy } from "../db/test_rows.ts";
import { examples } from "../strategies/examples.ts";
import type { DeskScript } from "./active_strategy/scripted_desk.ts";
import { activeStrategyProtocol } from "./active_strategy.actor.ts";
import { portfolioProtocol } from "./portfolio.actor.ts";
import {
  DESK_PATH,
  eventually,
  RECORDER_PATH,
  START_MS,
  type TradingFixture,
  tradingFixture,
} from "./trading_fixture.ts";
import { candleKey, heartbeat } from "./topics.ts";

/** It decides on its first candle. */
const IMPATIENT = `import { Strategy } from "aristobot/strategy";
export default class Impatient extends Strategy { shouldLong() { return false; } }`;
const NOBODY = "00000000-0000-4000-8000-000000000000";

/** `told`: what a market desk says to whoever needs a market; null = there is none. */
async function portfolioFixture(told: DeskScript["told"] | null = null) {
  const fixture = await tradingFixture();
  const { db, rows, kit } = fixture;
  if (told) {
    const script: DeskScript = { needs: [], history: null, asked: 0, told };
    const module = import.meta.resolve("./active_strategy/scripted_desk.ts");
    await kit.spawn({ id: "market-desk", module, args: { script } });
  }
  const version = await saveStrategy(db, { ...rows.strategy, source: examples[0]!.source });
  await setActiveVersion(db, rows.active.id, version);
  const deskPath = told && "/root/market-desk";
  const portfolio = await kit.spawn({
    id: "portfolio",
    module: import.meta.resolve("./portfolio.actor.ts"),
    protocol: portfolioProtocol,
    args: { db, strategiesPath: "/root/strategies", orderDeskPath: DESK_PATH, recorderPath: RECORDER_PATH, deskPath },
  });
  return { ...fixture, portfolio, of: { userId: rows.user.id, activeStrategyId: rows.active.id } };
}

type Fixture = TradingFixture & Pick<Awaited<ReturnType<typeof portfolioFixture>>, "portfolio">;

function statesBecome(fixture: Fixture, states: string[]) {
  return eventually(fixture, async () => {
    const all = await fixture.portfolio.ask("GetStrategies", { userId: fixture.rows.user.id });
    return JSON.stringify(all.map(({ state }) => state)) === JSON.stringify(states);
  });
}

Deno.test("what is to be at work is started, and is not started twice after a fall of the portfolio", async () => {
  await using fixture = await portfolioFixture();
  await statesBecome(fixture, ["warming_up"]);
  await fixture.kit.crash(fixture.portfolio.path);
  await statesBecome(fixture, ["warming_up"]);
  const strategies = (await fixture.kit.system.tree()).children.find(({ path }) => path === "/root/strategies");
  assert.deepEqual(strategies?.children.map(({ restarts }) => restarts), [0]);
});

Deno.test("suspended it is still there, also after a restart of everything; resumed it works again", async () => {
  await using fixture = await portfolioFixture();
  await statesBecome(fixture, ["warming_up"]);
  assert.deepEqual(await fixture.portfolio.ask("SuspendStrategy", fixture.of), { outcome: "done" });
  await statesBecome(fixture, ["suspended"]);
  assert.equal((await findActiveStrategy(fixture.db, fixture.of.activeStrategyId))?.isActive, false);
  await fixture.kit.system.stop(`/root/strategies/${fixture.of.activeStrategyId}`);
  await fixture.kit.crash(fixture.portfolio.path);
  await statesBecome(fixture, ["suspended"]);
  assert.deepEqual(await fixture.portfolio.ask("ResumeStrategy", fixture.of), { outcome: "done" });
  await statesBecome(fixture, ["warming_up"]);
  assert.equal((await findActiveStrategy(fixture.db, fixture.of.activeStrategyId))?.isActive, true);
});

/** Lets the guard fall, and waits until it has begun anew and knows what it is to do. */
async function fallAndRise(fixture: Fixture, path: string) {
  const { kit } = fixture;
  const restarts = async () => {
    const room = (await kit.system.tree()).children.find((child) => child.path === "/root/strategies");
    return room?.children.find((child) => child.path === path)?.restarts ?? 0;
  };
  const before = await restarts();
  await kit.crash(path);
  await eventually(fixture, async () => await restarts() > before);
  const guard = kit.system.whereis(path, activeStrategyProtocol);
  await eventually(fixture, async () => (await guard.ask("GetStatus", undefined)).state !== "starting");
  return (await guard.ask("GetStatus", undefined)).state;
}

Deno.test("a guard that falls goes on by its user's last word, not by the one it was first started with", async () => {
  await using fixture = await portfolioFixture();
  const { portfolio, of, db, rows } = fixture;
  const path = `/root/strategies/${of.activeStrategyId}`;
  await statesBecome(fixture, ["warming_up"]);
  assert.equal((await portfolio.ask("SuspendStrategy", of)).outcome, "done");
  assert.equal(await fallAndRise(fixture, path), "suspended");
  assert.equal((await portfolio.ask("ResumeStrategy", of)).outcome, "done");
  await statesBecome(fixture, ["warming_up"]);
  await saveStrategy(db, { ...rows.strategy, source: IMPATIENT });
  assert.equal((await portfolio.ask("UpgradeActiveStrategy", of)).outcome, "done");
  await fallAndRise(fixture, path);
  const { symbol, timeframe } = rows.active;
  const times = { openMs: START_MS, closeMs: START_MS + 59_999 };
  const candle = { symbol, timeframe, ...times, open: "1", high: "1", low: "1", close: "1", volume: "1" };
  fixture.kit.system.publish(heartbeat.key(candleKey(symbol, timeframe)), { candle });
  await statesBecome(fixture, ["running"]); // the newer source needs one candle, the older eight
});

Deno.test("a strategy whose guard does not run is suspended by its row", async () => {
  await using fixture = await portfolioFixture();
  await statesBecome(fixture, ["warming_up"]);
  await fixture.kit.system.stop(`/root/strategies/${fixture.of.activeStrategyId}`);
  assert.deepEqual(await fixture.portfolio.ask("SuspendStrategy", fixture.of), { outcome: "done" });
  assert.equal((await findActiveStrategy(fixture.db, fixture.of.activeStrategyId))?.isActive, false);
});

Deno.test("a guard that does not answer a command holds up nobody else's", async () => {
  await using fixture = await portfolioFixture();
  const { kit, portfolio, of } = fixture;
  await statesBecome(fixture, ["warming_up"]);
  kit.drop(`/root/strategies/${of.activeStrategyId}`, "Suspend");
  const suspending = portfolio.ask("SuspendStrategy", of, { timeout: "1h" });
  await eventually(fixture, () => kit.deadLetters.some(({ kind }) => kind === "Suspend"));
  const others: unknown[] = [];
  void portfolio.ask("GetStrategies", { userId: NOBODY }).then((all) => others.push(all));
  await eventually(fixture, () => others.length > 0);
  await kit.advance("5s");
  assert.equal((await suspending).outcome, "refused");
});

Deno.test("stopped it is gone for good, and another may take its market", async () => {
  await using fixture = await portfolioFixture();
  await statesBecome(fixture, ["warming_up"]);
  const { rows, portfolio } = fixture;
  const wanted = {
    userId: rows.user.id,
    strategyId: rows.strategy.id,
    version: null,
    brokerId: rows.broker.id,
    symbol: "BTC/USDT",
    amountQuote: "500",
    parameters: { fast: 5, slow: 8 },
    startMs: null,
    endMs: null,
  };
  const refused = await portfolio.ask("StartStrategy", wanted);
  assert.match(refused.outcome === "refused" ? refused.reason : "", /another strategy is at work on BTC\/USDT/);
  assert.deepEqual(await portfolio.ask("StopStrategy", fixture.of), { outcome: "done" });
  await statesBecome(fixture, []);
  const stopped = { outcome: "refused", reason: "it was stopped for good" };
  assert.deepEqual(await portfolio.ask("ResumeStrategy", fixture.of), stopped);
  assert.equal((await portfolio.ask("StartStrategy", wanted)).outcome, "done");
  await statesBecome(fixture, ["warming_up"]);
  assert.deepEqual(await portfolio.ask("ResumeStrategy", fixture.of), stopped);
});

Deno.test("a suspended one is not resumed while another is at work on its market", async () => {
  await using fixture = await portfolioFixture();
  await statesBecome(fixture, ["warming_up"]);
  const { portfolio, of, rows: { active } } = fixture;
  assert.equal((await portfolio.ask("SuspendStrategy", of)).outcome, "done");
  const { userId, strategyId, brokerId, symbol, parameters } = active;
  const terms = { version: null, amountQuote: "500", startMs: null, endMs: null };
  const another = { userId, strategyId, brokerId, symbol, parameters, ...terms };
  assert.equal((await portfolio.ask("StartStrategy", another)).outcome, "done");
  assert.deepEqual(await portfolio.ask("ResumeStrategy", of), {
    outcome: "refused",
    reason: "another strategy is at work on BTC/USDT with this broker",
  });
});

Deno.test("what cannot be set to work is refused in words", async () => {
  await using fixture = await portfolioFixture();
  const { rows, portfolio, db } = fixture;
  const strategy = testStrategy(rows.user.id, { name: "Other" });
  await saveStrategy(db, strategy);
  const wanted = {
    userId: rows.user.id,
    strategyId: strategy.id,
    version: null as number | null,
    brokerId: rows.broker.id,
    symbol: "ETH/USDT",
    amountQuote: "500",
    parameters: {},
    startMs: null as number | null,
    endMs: null as number | null,
  };
  const now = fixture.kit.clock.now();
  const refusals: [Partial<typeof wanted>, RegExp][] = [
    [{ version: 7 }, /has no version 7/],
    [{ startMs: now + 2_000, endMs: now + 1_000 }, /its end 2\S+Z is not after its start 2\S+Z/],
    [{ endMs: now }, /its end 2\S+Z is over/],
    [{ strategyId: NOBODY }, /there is no strategy/],
    [{ userId: NOBODY }, /there is no strategy/],
    [{ brokerId: NOBODY }, /there is no broker/],
    [{ amountQuote: "0" }, /the amount 0 is not above 0/],
    [{ symbol: "DOGE/USDT" }, /DOGE\/USDT is not traded with this broker/],
  ];
  for (const [different, reason] of refusals) {
    const answer = await portfolio.ask("StartStrategy", { ...wanted, ...different });
    assert.match(answer.outcome === "refused" ? answer.reason : "", reason);
  }
});

const SOUND: Verdict = { problems: [], lookAhead: null, warmUp: null, checkedMs: 1 };
const AUDIT = { compared: 9, changed: 3, firstChangedMs: 1, candlesNeeded: null, reason: null };
const UNSOUND: Verdict = { ...SOUND, lookAhead: { outcome: "failed", ...AUDIT } };
const PLACE = { line: 2, column: 3, endLine: 2, endColumn: 4, severity: "error", code: "TS2322" } as const;
const BROKEN: Verdict = { ...SOUND, problems: [{ ...PLACE, message: "Type 'string' is not assignable" }] };

Deno.test("a version that does not compile, or that the assistant wrote and nothing has tested, is not set to work", async () => {
  await using fixture = await portfolioFixture();
  const { rows, portfolio, db } = fixture;
  const [source] = examples;
  const strategy = testStrategy(rows.user.id, { name: "Other", source: source!.source });
  await saveStrategy(db, { ...strategy, origin: "assistant" });
  const [userId, strategyId, brokerId] = [rows.user.id, strategy.id, rows.broker.id];
  const terms = { version: null, symbol: "ETH/USDT", amountQuote: "500", parameters: {}, startMs: null, endMs: null };
  const started = async () => {
    const answer = await portfolio.ask("StartStrategy", { userId, strategyId, brokerId, ...terms });
    return answer.outcome === "refused" ? answer.reason : answer.outcome;
  };
  assert.match(await started(), /version 1 was written by the assistant and has not been audited yet/);
  for (
    const [verdict, reason] of [
      [BROKEN, /version 1 does not compile: line 2, column 3: Type 'string' is not assignable/],
      [UNSOUND, /version 1 was written by the assistant and failed an audit/],
      [SOUND, /version 1 was written by the assistant and has not passed a backtest yet/],
    ] as const
  ) {
    await setVerdict(db, strategy.id, 1, verdict);
    assert.match(await started(), reason);
  }
  const run = testBacktest(strategy);
  await insertRun(db, run);
  await db.begin((tx) => beginRun(tx, run.id, 1));
  await finishBacktest(db, run.id, testFound(), 2);
  assert.equal(await started(), "done");
});

Deno.test("those at work go on with the newest version when their user says so, and after any restart", async () => {
  await using fixture = await portfolioFixture();
  await statesBecome(fixture, ["warming_up"]);
  const { rows, portfolio, db, of } = fixture;
  const upgrade = { userId: rows.user.id, strategyId: rows.strategy.id };
  const versionNow = async () => (await findActiveStrategy(db, of.activeStrategyId))?.version;
  assert.deepEqual(await portfolio.ask("UpgradeStrategy", upgrade), { outcome: "done", upgraded: 0 });
  await saveStrategy(db, { ...rows.strategy, source: examples[1]!.source });
  assert.equal(await versionNow(), 2);
  assert.deepEqual(await portfolio.ask("UpgradeStrategy", { ...upgrade, userId: NOBODY }), { outcome: "unknown" });
  assert.deepEqual(await portfolio.ask("UpgradeStrategy", upgrade), { outcome: "done", upgraded: 1 });
  assert.equal(await versionNow(), 3);
  await saveStrategy(db, { ...rows.strategy, source: "export default 1;" });
  const refused = await portfolio.ask("UpgradeStrategy", upgrade);
  assert.match(refused.outcome === "refused" ? refused.reason : "", /BTC\/USDT goes on with version 3: .*no strategy/);
  assert.equal(await versionNow(), 3);
  await fixture.kit.system.stop(`/root/strategies/${of.activeStrategyId}`);
  await fixture.kit.crash(portfolio.path);
  await statesBecome(fixture, ["warming_up"]); // with version 3: the newest does not load
});

Deno.test("one of several at work goes on with the newest version alone, and an older one is chosen by its number", async () => {
  await using fixture = await portfolioFixture();
  await statesBecome(fixture, ["warming_up"]);
  const { rows, portfolio, db, of } = fixture;
  const [userId, strategyId, brokerId] = [rows.user.id, rows.strategy.id, rows.broker.id];
  const terms = { symbol: "ETH/USDT", amountQuote: "500", parameters: {}, startMs: null, endMs: null };
  await saveStrategy(db, { ...rows.strategy, source: examples[1]!.source });
  const started = await portfolio.ask("StartStrategy", { userId, strategyId, version: 2, brokerId, ...terms });
  assert.ok(started.outcome === "done");
  const versions = () =>
    Promise.all(
      [of.activeStrategyId, started.activeStrategyId].map(async (id) => (await findActiveStrategy(db, id))?.version),
    );
  assert.deepEqual(await versions(), [2, 2]);
  assert.deepEqual(await portfolio.ask("UpgradeActiveStrategy", { ...of, userId: NOBODY }), { outcome: "unknown" });
  assert.deepEqual(await portfolio.ask("UpgradeActiveStrategy", of), { outcome: "done" });
  assert.deepEqual(await versions(), [3, 2]);
  await saveStrategy(db, { ...rows.strategy, source: "export default 1;" });
  const refused = await portfolio.ask("UpgradeActiveStrategy", of);
  assert.match(refused.outcome === "refused" ? refused.reason : "", /no strategy/);
  assert.deepEqual(await versions(), [3, 2]);
});

Deno.test("a market whose candles nobody would tell is refused before anything is set to work", async () => {
  await using fixture = await portfolioFixture({ accepted: false, reason: "the exchange does not have ETH/USDT" });
  const { rows, portfolio } = fixture;
  const [userId, strategyId, brokerId] = [rows.user.id, rows.strategy.id, rows.broker.id];
  const terms = { version: null, symbol: "ETH/USDT", amountQuote: "500", parameters: {}, startMs: null, endMs: null };
  assert.deepEqual(await portfolio.ask("StartStrategy", { userId, strategyId, brokerId, ...terms }), {
    outcome: "refused",
    reason: "the exchange does not have ETH/USDT",
  });
});

Deno.test("decisions are forgotten after 90 days", async () => {
  await using fixture = await portfolioFixture();
  const { db, kit, rows } = fixture;
  const nothing = { side: null, quantity: null, stopLoss: null, takeProfit: null, held: 0 } as const;
  const of = { userId: rows.user.id, activeStrategyId: rows.active.id, version: 1, kind: "wait", ...nothing } as const;
  const kept = async () =>
    (await decisionsOf(db, rows.active.id, { fromMs: null, toMs: null, limit: 9 })).map(({ openMs }) => openMs);
  for (const days of [91, 89]) {
    const openMs = START_MS - days * 86_400_000;
    await saveDecision(db, { ...of, openMs, decidedMs: openMs, tookMs: 1 });
  }
  await kit.advance("1h");
  await eventually(fixture, async () => (await kept()).length === 1);
  assert.deepEqual(await kept(), [START_MS - 89 * 86_400_000]);
});

Deno.test("nobody commands or sees another user's strategy", async () => {
  await using fixture = await portfolioFixture();
  await statesBecome(fixture, ["warming_up"]);
  const { portfolio } = fixture;
  const stranger = { ...fixture.of, userId: NOBODY };
  for (const kind of ["StopStrategy", "SuspendStrategy", "ResumeStrategy", "SellPosition"] as const) {
    assert.deepEqual(await portfolio.ask(kind, stranger), { outcome: "unknown" });
  }
  assert.deepEqual(await portfolio.ask("GetStrategies", { userId: NOBODY }), []);
  assert.equal((await portfolio.ask("GetStrategies", { userId: null })).length, 1);
  await statesBecome(fixture, ["warming_up"]);
});

Deno.test("a sale without a position is refused in words", async () => {
  await using fixture = await portfolioFixture();
  await statesBecome(fixture, ["warming_up"]);
  assert.deepEqual(await fixture.portfolio.ask("SellPosition", fixture.of), {
    outcome: "refused",
    reason: "nothing is held",
  });
});
