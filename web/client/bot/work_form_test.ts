import assert from "node:assert/strict";
import { textsOf } from "../../i18n/mod.ts";
import { timesOf } from "../../times.ts";
import { activationOf, emptyForm, formOf, isSound, workFaults, type WorkForm } from "./work_form.ts";

const times = timesOf("Europe/Paris");
const NOW = Date.parse("2026-05-10T12:00:00Z");
const { form: words } = textsOf("en").bot;
const faultsOf = (form: WorkForm) => workFaults(form, NOW, times, "en", words);
const sound: WorkForm = { ...emptyForm("s", "BTC/USDT"), amounts: { a: "1,000.5", b: "20" } };

Deno.test("days of the reader's zone become moments, both days included", () => {
  const form = { ...sound, from: "2026-05-10", to: "2026-05-10", parameters: { fast: 5 } };
  assert.ok(isSound(faultsOf(form)));
  assert.deepEqual(activationOf(form, times, "en"), {
    strategyId: "s",
    version: null,
    symbol: "BTC/USDT",
    parameters: { fast: 5 },
    startMs: Date.parse("2026-05-09T22:00:00Z"),
    endMs: Date.parse("2026-05-10T22:00:00Z"),
    shares: [{ brokerId: "a", amountQuote: "1000.5" }, { brokerId: "b", amountQuote: "20" }],
  });
  const { startMs, endMs } = activationOf(sound, times, "en");
  assert.deepEqual([startMs, endMs], [null, null]);
});

Deno.test("what is wrong is said at its place", () => {
  assert.equal(faultsOf({ ...sound, amounts: {} }).accounts, words.faults.account);
  assert.deepEqual(faultsOf({ ...sound, amounts: { a: "x", b: "0", c: "1" } }).amounts, {
    a: words.faults.number,
    b: words.faults.positive,
  });
  assert.equal(faultsOf({ ...sound, from: "2026-02-30" }).from, words.faults.date);
  assert.equal(faultsOf({ ...sound, to: "2026-02-30" }).to, words.faults.date);
  assert.equal(faultsOf({ ...sound, from: "2026-05-12", to: "2026-05-11" }).to, words.faults.order);
  assert.equal(faultsOf({ ...sound, to: "2026-05-09" }).to, words.faults.over);
});

Deno.test("an amount fits between the market's smallest order and what the account holds, where these are known", () => {
  const bounds = { held: { a: { free: "1000", total: "1200.5" } }, minNotional: "5" };
  const faultOf = (a: string) => workFaults({ ...sound, amounts: { a } }, NOW, times, "en", words, bounds).amounts["a"];
  assert.equal(faultOf("1,200.5"), undefined);
  assert.equal(faultOf("1200.51"), "The account holds 1,200.5.");
  assert.equal(faultOf("4.99"), "The market takes no order below 5.");
  assert.deepEqual(workFaults({ ...sound, amounts: { b: "9999999" } }, NOW, times, "en", words, bounds).amounts, {});
});

Deno.test("a copy has the terms of what it copies, and no account yet", () => {
  const terms = {
    id: "w",
    strategyId: "s",
    version: 2,
    brokerId: "a",
    symbol: "ETH/USDT",
    timeframe: "1m",
    amountQuote: "500",
    parameters: { fast: 7 },
    startMs: null,
    endMs: Date.parse("2026-06-01T22:00:00Z"),
    isActive: true,
    createdMs: NOW,
    strategyName: "Mine",
    brokerName: "Paper",
    exchangeName: "Paper",
    environment: "demo",
    newestVersion: 3,
    limits: null,
  } as const;
  assert.deepEqual(formOf(terms, times), {
    strategyId: "s",
    version: 2,
    symbol: "ETH/USDT",
    from: "",
    to: "2026-06-01",
    parameters: { fast: 7 },
    amounts: {},
  });
  assert.equal(formOf({ ...terms, newestVersion: 2 }, times).version, null);
});
