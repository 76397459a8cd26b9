import assert from "node:assert/strict";
import type { BacktestRequest } from "../../../domain/backtest/request.ts";
import { en } from "../../i18n/en.ts";
import type { ParameterSpec } from "../../workshop_services.ts";
import {
  countSets,
  firstRanges,
  rangeFaults,
  searchFaults,
  type SearchForm,
  searchFormOf,
  searchRequestOf,
  USUAL_SEARCH,
} from "./search_form.ts";

const WORDS = en.optimisations.form;
const SPECS: ParameterSpec[] = [
  { name: "fast", default: 10, min: 1, max: 15 },
  { name: "short", default: true },
  { name: "width", default: 0.5, min: 0 },
  { name: "kind", default: "ema", choices: ["ema", "sma"] },
  { name: "note", default: "free" },
  { name: "third", default: 7 },
];
const RUN: BacktestRequest = {
  strategyId: "00000000-0000-4000-8000-000000000009",
  version: 2,
  symbol: "BTC/USDT",
  timeframe: "1h",
  fromMs: 0,
  toMs: 1,
  options: {},
  detail: false,
  parameters: { fast: 9, note: "x" },
};
const formOf = (different: Partial<SearchForm> = {}): SearchForm => ({
  ...USUAL_SEARCH,
  ranges: firstRanges(SPECS),
  ...different,
});

Deno.test("a parameter is offered from half to twice its default, within what may be chosen; two numbers are searched", () => {
  assert.deepEqual(firstRanges(SPECS), {
    fast: { isSearched: true, from: "6", to: "15", step: "2" },
    short: { isSearched: false, from: "", to: "", step: "" },
    width: { isSearched: true, from: "0.3", to: "1", step: "0.1" },
    kind: { isSearched: false, from: "", to: "", step: "" },
    third: { isSearched: false, from: "4", to: "14", step: "2" },
  });
  assert.deepEqual(firstRanges([{ name: "x", default: 0, step: 0.5 }]).x, {
    isSearched: true,
    from: "-5",
    to: "5",
    step: "0.5",
  });
  for (const spec of SPECS) {
    const draft = firstRanges(SPECS)[spec.name];
    if (draft) assert.deepEqual(rangeFaults(spec, { ...draft, isSearched: true }, WORDS), {});
  }
});

Deno.test("what is wrong is told at its field", () => {
  const [fast] = SPECS;
  const faultsOf = (from: string, to: string, step: string) =>
    rangeFaults(fast!, { isSearched: true, from, to, step }, WORDS);
  assert.deepEqual(faultsOf("0", "99", "0"), { from: "At least 1.", to: "At most 15.", step: "A step above 0." });
  assert.deepEqual(faultsOf("9", "3", "x"), {
    to: "The end comes before the beginning.",
    step: "This is not a number.",
  });
  assert.deepEqual(faultsOf("1", "15", "0,001"), { step: "Too many values: 1000 at most." });
  assert.deepEqual(rangeFaults(fast!, { isSearched: false, from: "", to: "", step: "" }, WORDS), {});
  const wrong = formOf({ ranges: {}, by: "random", tries: "0.5", seed: "-1", windows: "51", heldOut: "95" });
  assert.deepEqual(Object.keys(searchFaults(wrong, SPECS, WORDS)), ["ranges", "tries", "seed", "windows", "heldOut"]);
  assert.deepEqual(searchFaults(formOf(), SPECS, WORDS), {});
});

Deno.test("too many combinations are told with their number, unless chance chooses among them", () => {
  const fine = { isSearched: true, from: "0", to: "99.9", step: "0.1" };
  const ranges = { width: fine, third: fine };
  assert.equal(countSets(formOf({ ranges }), SPECS), 1_000_000);
  assert.match(searchFaults(formOf({ ranges }), SPECS, WORDS).ranges!, /^1000000 sets are too many: 10000 at most/);
  assert.deepEqual(searchFaults(formOf({ ranges, by: "random" }), SPECS, WORDS), {});
  assert.equal(countSets(formOf({ ranges: { width: { ...fine, step: "" } } }), SPECS), null);
});

Deno.test("the request searches what is ticked, and the form of a request makes it again", () => {
  const ranges = { ...firstRanges(SPECS), short: { isSearched: true, from: "", to: "", step: "" } };
  const form = formOf({ ranges, by: "random", tries: "40", seed: "3", windows: "4", heldOut: "12,5" });
  const request = searchRequestOf(RUN, form, SPECS);
  assert.deepEqual(request, {
    ...RUN,
    parameters: { note: "x" },
    ranges: {
      fast: { from: 6, to: 15, step: 2 },
      short: { values: [true, false] },
      width: { from: 0.3, to: 1, step: 0.1 },
    },
    search: { by: "random", tries: 40, seed: 3 },
    objective: "sharpeRatio",
    windows: 4,
    heldOut: 0.125,
  });
  assert.deepEqual(searchRequestOf({ ...RUN, parameters: request.parameters }, searchFormOf(request), SPECS), request);
});
