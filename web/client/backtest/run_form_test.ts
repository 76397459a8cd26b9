import assert from "node:assert/strict";
import { backtestRequest } from "../../../domain/backtest/request.ts";
import { textsOf } from "../../i18n/mod.ts";
import { timesOf } from "../../times.ts";
import { formFaults, formOf, requestOf, type RunForm, USUAL_FORM } from "./run_form.ts";

const paris = timesOf("Europe/Paris");
const texts = textsOf("en").backtests.form;
const NOW_MS = Date.UTC(2024, 5, 15, 12);
const FORM: RunForm = {
  ...USUAL_FORM,
  strategyId: "00000000-0000-4000-8000-0000000000aa",
  symbol: "BTC/USDT",
  timeframe: "1h",
  from: "2024-03-01",
  to: "2024-06-15",
  takerFee: "0,1",
  sizing: "risk",
  sizingValue: "2.5",
  parameters: { fast: 5 },
};

Deno.test("a form makes a request that the house takes: days of the zone, shares of percent, and only what was said", () => {
  const request = requestOf(FORM, 3, NOW_MS, paris);
  assert.deepEqual(backtestRequest.parse(request), request);
  assert.deepEqual([request.fromMs, request.toMs, request.version], [Date.UTC(2024, 1, 29, 23), NOW_MS, 3]);
  assert.deepEqual(request.options, {
    cash: 10_000,
    takerFee: 0.001,
    slippage: 0.0005,
    slippageOn: "every_fill",
    sizing: { by: "risk", share: 0.025 },
    fill: "next_open",
    maxEntries: 1,
    canShort: false,
    finalize: true,
  });
  assert.ok(!("sizing" in requestOf({ ...FORM, sizing: "unsaid" }, 3, NOW_MS, paris).options));
});

Deno.test("a request is typed again as it was", () => {
  for (const changes of [{}, { sizing: "unsaid" }, { sizing: "units", sizingValue: "0.3" }, { to: "2024-05-01" }]) {
    const form = { ...FORM, takerFee: "0.1", sizingValue: "2.5", ...changes } as RunForm;
    const request = requestOf(form, 3, NOW_MS, paris);
    assert.deepEqual(requestOf(formOf(request, paris), 3, NOW_MS, paris), request);
  }
});

Deno.test("what is wrong is said at its field", () => {
  const faults = (changes: Partial<RunForm>) => formFaults({ ...FORM, ...changes }, NOW_MS, paris, texts);
  assert.deepEqual(faults({}), {});
  assert.deepEqual(faults({ to: "2024-02-01" }), { to: texts.faults.order });
  assert.deepEqual(faults({ to: "2024-06-16" }), { to: texts.faults.future });
  assert.deepEqual(faults({ from: "" }), { from: texts.faults.date });
  assert.deepEqual(faults({ cash: "0", slippage: "60", takerFee: "x", maxEntries: "1.5", sizingValue: "101" }), {
    cash: texts.faults.positive,
    slippage: texts.faults.rate,
    takerFee: texts.faults.number,
    maxEntries: texts.faults.whole,
    sizingValue: texts.faults.share,
  });
  assert.deepEqual(faults({ sizing: "all", sizingValue: "x" }), {});
});
