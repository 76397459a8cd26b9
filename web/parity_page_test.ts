/** The page of parity, over a strategy at work whose decisions and fills are in the database. */
import assert from "node:assert/strict";
import { activate, stopActive } from "../db/active_strategies.ts";
import { saveCandles } from "../db/candles.ts";
import { saveDecision } from "../db/decisions.ts";
import { saveIntent, updateOrder } from "../db/orders.ts";
import { saveStrategy } from "../db/strategies.ts";
import { testStrategy } from "../db/test_rows.ts";
import { activeStrategyOf } from "../domain/active_strategy_fixture.ts";
import type { Candle } from "../domain/candle.ts";
import type { DecisionRecord } from "../domain/decision_record.ts";
import { fillOf, requestOf } from "../domain/order_arbitraries.ts";
import { orderOf } from "./client/trading/order_fixture.ts";
import { askHouse, wordsOf } from "./test_ask.ts";
import { testHouse, USER_ID } from "./test_house.ts";
import { demoBroker, listMarkets } from "./trading_fixture.ts";

const START_MS = Date.UTC(2026, 10, 1);
const MINUTE_MS = 60_000;
/** Candles that closed before it was set to work, and those on which it decided. */
const [BEFORE, DECIDED] = [5, 11];
/** In at each fourth candle, out two candles later. */
const SOURCE = `import { Strategy } from "aristobot/strategy";
export default class Fourths extends Strategy {
  shouldLong() { return this.candles.seen % 4 === 0; }
  override shouldExit() { return this.candles.seen % 4 === 2; }
  override calculatePositionSize() { return 0.01; }
}
`;

const openMs = (index: number) => START_MS + index * MINUTE_MS;

function candle(index: number): Candle {
  const [open, close] = [String(20_000 + 10 * index), String(20_010 + 10 * index)];
  const at = { openMs: openMs(index), closeMs: openMs(index) + MINUTE_MS - 1 };
  return { symbol: "BTC/USDT", timeframe: "1m", ...at, open, high: close, low: open, close, volume: "1" };
}

/** What the backtest decides on the candle `index`, counted from the first stored one. */
function decided(index: number): Pick<DecisionRecord, "kind" | "side" | "quantity" | "held"> {
  const place = (index + 1) % 4;
  const held = index >= 8 && (place === 1 || place === 2) ? 0.01 : 0;
  if (place === 0) return { kind: "enter", side: "long", quantity: 0.01, held };
  return { kind: place === 2 && held > 0 ? "exit" : "wait", side: null, quantity: null, held };
}

/** A house with a strategy at work that has decided. `different`: what it decided other than its backtest. */
async function worker(different: Readonly<Record<number, Partial<DecisionRecord> | null>> = {}, source = SOURCE) {
  const house = await testHouse();
  const { db } = house;
  const { id: brokerId } = await demoBroker(db, USER_ID);
  await listMarkets(db);
  const strategy = testStrategy(USER_ID, { name: "Fourths", source });
  await saveStrategy(db, strategy);
  const active = activeStrategyOf({ userId: USER_ID, strategyId: strategy.id, brokerId, createdMs: START_MS });
  await activate(db, active);
  await saveCandles(db, "demo", Array.from({ length: BEFORE + DECIDED }, (_, index) => candle(index)));
  for (let index = BEFORE; index < BEFORE + DECIDED; index++) {
    if (different[index] === null) continue;
    const base = { userId: USER_ID, activeStrategyId: active.id, version: 1, stopLoss: null, takeProfit: null };
    const at = { openMs: openMs(index), decidedMs: openMs(index + 1), tookMs: 1 };
    await saveDecision(db, { ...base, ...at, ...decided(index), ...different[index] });
  }
  const trade = async (side: "buy" | "sell", index: number, price: string, purpose: string) => {
    const clientOrderId = `f-${index}-${side}`;
    const ids = { clientOrderId, userId: USER_ID, brokerId, activeStrategyId: active.id };
    const request = requestOf({ ...ids, side, quantity: "0.01", purpose });
    const order = orderOf({ ...request, createdMs: openMs(index) });
    await saveIntent(db, order);
    const fill = fillOf({ clientOrderId, quantity: "0.01", price, timeMs: openMs(index) + 500 });
    await updateOrder(db, { ...order, state: "filled", filledQuantity: "0.01" }, fill);
  };
  const show = async (path: string, language: "fr" | "en" = "en", token = house.token) => {
    const { status, text } = await askHouse(house, path, { language, token });
    return { status, text: wordsOf(text) };
  };
  const page = `/backtest/parity?strategy=${active.id}`;
  return { house, db, active, trade, show, page, [Symbol.asyncDispose]: () => house[Symbol.asyncDispose]() };
}

Deno.test("a strategy at work is held beside its backtest: decisions, executions, result", async () => {
  await using fixture = await worker();
  const { trade, show, page } = fixture;
  assert.match((await show("/backtest/parity")).text, /Fourths · BTC\/USDT · 1m/);
  for (const [index, buy, sell] of [[8, "20081", "20100"], [12, "20120", "20140"]] as const) {
    await trade("buy", index, buy, "entry");
    await trade("sell", index + 2, sell, "exit");
  }
  const { status, text } = await show(page);
  assert.equal(status, 200);
  assert.match(text, /Same decisions 100\.00 %/);
  assert.match(text, /Candles compared 11/);
  assert.match(text, /No decision differs\./);
  assert.match(text, /Version 1 of its source, 11 candles from 2026-11-01 00:05 to 2026-11-01 00:15/);
  assert.match(text, /Executions The last 4 of 4\./);
  assert.match(text, /Buy 0\.01 @ 20,081\.00 0\.01 @ 20,080\.00 \+0\.0050 % To market/);
  assert.match(text, /Result USDT At work \+0\.39 Backtest \+0\.40 Gap -0\.01 of which prices -0\.01/);
  const french = await show(page, "fr");
  assert.match(french.text, /Décisions identiques 100,00 %/);
});

Deno.test("what was decided otherwise is told with its cause, and what was not decided too", async () => {
  const wait = { kind: "wait", side: null, quantity: null, held: 0 } as const;
  await using fixture = await worker({ 9: wait, 10: null, 11: { ...wait } });
  const { show, page } = fixture;
  const { text } = await show(page);
  assert.match(text, /Same decisions 80\.00 %/);
  assert.match(text, /Another decision, because another position was held\. 1/);
  assert.match(text, /Another decision while the same was held: nothing here explains it\. 1/);
  assert.match(text, /Not decided at work: suspended, restarted, or the candle came too late\. 1/);
  assert.match(
    text,
    /First difference 2026-11-01 00:09 · At work \( ?wait held: 0 ?\) · Backtest \( ?leave held: 0\.01 ?\)/,
  );
  assert.match(text, /In the backtest alone\./);
});

Deno.test("where there is nothing to compare, the page says so", async () => {
  const none = Object.fromEntries(Array.from({ length: BEFORE + DECIDED }, (_, index) => [index, null]));
  await using idle = await worker(none);
  assert.match((await idle.show(idle.page)).text, /It has not decided anything yet/);
  await stopActive(idle.db, idle.active.id);
  assert.match((await idle.show("/backtest/parity")).text, /No strategy is at work/);

  const holding = Object.fromEntries(Array.from({ length: BEFORE + DECIDED }, (_, index) => [index, { held: 1 }]));
  await using always = await worker(holding);
  assert.match((await always.show(always.page)).text, /It held something on every candle/);
});

Deno.test("a source that fails in the backtest is told with its line", async () => {
  await using fixture = await worker({}, SOURCE.replace("% 4 === 0", "% this.nothing.value === 0"));
  assert.match((await fixture.show(fixture.page)).text, /The backtest could not run it: line 3, column \d+: TypeError/);
});

Deno.test("nobody sees another one's strategy, and what is no id is refused", async () => {
  await using fixture = await worker();
  const { house, show, page } = fixture;
  await house.addUser("other");
  const token = await house.signIn("other");
  assert.equal((await show(page, "en", token)).status, 404);
  assert.doesNotMatch((await show("/backtest/parity", "en", token)).text, /Fourths/);
  assert.equal((await show("/backtest/parity?strategy=1")).status, 400);
});
