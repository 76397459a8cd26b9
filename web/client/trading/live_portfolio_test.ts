import assert from "node:assert/strict";
import type { Market } from "../../../domain/market.ts";
import { livePortfolio } from "./live_portfolio.ts";

const row = (currency: string, total: string, value: string | null) => ({
  currency,
  free: total,
  used: "0",
  total,
  price: null,
  value,
});
const told = {
  brokerId: "b",
  quote: "USDT",
  rows: [row("USDT", "100", "100"), row("BTC", "0.3", "3000"), row("ODD", "5", null)],
  totalValue: "3100",
  unpriced: ["ODD"],
  failure: null,
};
const market = (base: string, quote: string) => ({ base, quote }) as Market;

Deno.test("the market on the page counts at its live price, exactly, and so does the total", () => {
  const live = livePortfolio(told, market("BTC", "USDT"), "20000.1");
  assert.deepEqual(live.rows.map(({ value }) => value), ["100", "6000.03", null]);
  assert.equal(live.totalValue, "6100.03");
  assert.deepEqual(live.unpriced, ["ODD"]);
});

Deno.test("a currency that had no price has one while its market is on the page", () => {
  const live = livePortfolio(told, market("ODD", "USDT"), "2");
  assert.deepEqual([live.totalValue, live.unpriced], ["3110", []]);
});

Deno.test("a market in another currency, or without a price, changes nothing", () => {
  assert.equal(livePortfolio(told, market("BTC", "EUR"), "1"), told);
  assert.equal(livePortfolio(told, market("BTC", "USDT"), null), told);
  assert.equal(livePortfolio(told, null, "1"), told);
});
