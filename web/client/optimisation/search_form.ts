/** The form of a search: what is typed, what is wrong with it, and the request that it makes. */
import type { Objective } from "../../../domain/backtest/judge.ts";
import type { BacktestRequest, OptimisationRequest, SearchRange } from "../../../domain/backtest/request.ts";
import { MOST_SETS, setsIn } from "../../../domain/backtest/search.ts";
import { fill, type Texts } from "../../i18n/mod.ts";
import type { ParameterSpec } from "../../workshop_services.ts";
import { numberIn } from "../backtest/parameter_faults.ts";

/** What is typed for a parameter that may be searched; of a number as texts. */
export interface RangeDraft {
  readonly isSearched: boolean;
  readonly from: string;
  readonly to: string;
  readonly step: string;
}

/** What is typed besides the run's own form. */
export interface SearchForm {
  /** By parameter. */
  readonly ranges: Readonly<Record<string, RangeDraft>>;
  readonly by: "grid" | "random";
  readonly tries: string;
  readonly seed: string;
  readonly objective: Objective;
  readonly windows: string;
  /** Percent. */
  readonly heldOut: string;
}

/** What is usual. */
export const USUAL_SEARCH: SearchForm = {
  ranges: {},
  by: "grid",
  tries: "200",
  seed: "1",
  objective: "sharpeRatio",
  windows: "0",
  heldOut: "20",
};

/** Values of one parameter that a form offers at most. */
const MOST_VALUES = 1_000;
/** Steps of a range that is offered first, about. */
const USUAL_STEPS = 8;
/** Numbers that are searched at first. */
const FIRST_SEARCHED = 2;

type Words = Texts["optimisations"]["form"];

/** Whether there is more than one value to try: a free text has no range. */
export function canSearch({ default: byDefault, choices }: ParameterSpec): boolean {
  return typeof byDefault !== "string" || (choices?.length ?? 0) > 1;
}

/** The ranges that a strategy's parameters are offered with: the first two numbers are searched. */
export function firstRanges(specs: readonly ParameterSpec[]): Record<string, RangeDraft> {
  const numbers = specs.filter(({ default: byDefault }) => typeof byDefault === "number").slice(0, FIRST_SEARCHED);
  return Object.fromEntries(
    specs.filter(canSearch).map((spec) => [spec.name, { ...firstRange(spec), isSearched: numbers.includes(spec) }]),
  );
}

/** From half of the default to twice of it, within what may be chosen. */
function firstRange(
  { default: byDefault, min = -Infinity, max = Infinity, step }: ParameterSpec,
): Omit<RangeDraft, "isSearched"> {
  if (typeof byDefault !== "number") return { from: "", to: "", step: "" };
  const [low, high] = byDefault === 0
    ? [-5, 5]
    : [byDefault / 2, byDefault * 2].toSorted((a, b) => a - b) as [number, number];
  const isWhole = Number.isInteger(byDefault) && (min === -Infinity || Number.isInteger(min));
  const distance = step ?? niceStep((high - low) / USUAL_STEPS, isWhole);
  const onStep = (value: number) => Math.min(max, Math.max(min, exact(Math.round(value / distance) * distance)));
  return { from: String(onStep(low)), to: String(onStep(high)), step: String(distance) };
}

/** 1, 2 or 5 times a power of ten, not below `wanted` over two; a whole number where only those make sense. */
function niceStep(wanted: number, isWhole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  const nice = [1, 2, 5, 10].map((one) => exact(one * power)).find((one) => one >= wanted) ?? 10 * power;
  return isWhole ? Math.max(1, Math.round(nice)) : nice;
}

function exact(value: number): number {
  return Number(value.toPrecision(12));
}

/** What is wrong with a range, by its fields. */
export type RangeFaults = Partial<Record<"from" | "to" | "step", string>>;

/** What is wrong with the range of a parameter that is searched. */
export function rangeFaults(spec: ParameterSpec, draft: RangeDraft, { faults }: Words): RangeFaults {
  if (!draft.isSearched || typeof spec.default !== "number") return {};
  const [from, to, step] = [draft.from, draft.to, draft.step].map(numberIn);
  const { min, max } = spec;
  const within = (value: number | undefined) => {
    if (value === undefined) return faults.number;
    if (min !== undefined && value < min) return fill(faults.min, { min });
    return max !== undefined && value > max ? fill(faults.max, { max }) : undefined;
  };
  const ofTo = within(to) ?? (from !== undefined && to! < from ? faults.order : undefined);
  const isFine = from !== undefined && to !== undefined && (to - from) / step! >= MOST_VALUES;
  const ofStep = step === undefined
    ? faults.number
    : step <= 0
    ? faults.step
    : isFine
    ? fill(faults.tooFine, { most: MOST_VALUES })
    : undefined;
  return withoutNothing({ from: within(from), to: ofTo, step: ofStep });
}

/** A field of the search itself. */
export type SearchField = "ranges" | "tries" | "seed" | "windows" | "heldOut";

/** What is wrong besides the ranges, by field. */
export function searchFaults(
  form: SearchForm,
  specs: readonly ParameterSpec[],
  { faults }: Words,
): Partial<Record<SearchField, string>> {
  const whole = (text: string, min: number, max: number, fault: string) => {
    const value = numberIn(text);
    return value !== undefined && Number.isInteger(value) && value >= min && value <= max ? undefined : fault;
  };
  const share = numberIn(form.heldOut);
  const isRandom = form.by === "random";
  return withoutNothing({
    ranges: rangesFault(form, specs, faults),
    tries: isRandom ? whole(form.tries, 1, MOST_SETS, faults.tries) : undefined,
    seed: isRandom ? whole(form.seed, 0, 4_294_967_295, faults.seed) : undefined,
    windows: whole(form.windows, 0, 50, faults.windows),
    heldOut: share !== undefined && share >= 0 && share <= 90 ? undefined : faults.heldOut,
  });
}

function rangesFault(form: SearchForm, specs: readonly ParameterSpec[], faults: Words["faults"]): string | undefined {
  if (searchedOf(form, specs).length === 0) return faults.none;
  const count = countSets(form, specs);
  const isTooMuch = form.by === "grid" && count !== null && count > MOST_SETS;
  return isTooMuch ? fill(faults.tooMany, { count, most: MOST_SETS }) : undefined;
}

/** The parameters that are searched. */
export function searchedOf({ ranges }: SearchForm, specs: readonly ParameterSpec[]): ParameterSpec[] {
  return specs.filter((spec) => canSearch(spec) && ranges[spec.name]?.isSearched);
}

/** How many sets the ranges hold; null while one of them cannot be read. */
export function countSets(form: SearchForm, specs: readonly ParameterSpec[]): number | null {
  const ranges = Object.entries(rangesIn(form, specs));
  return ranges.every(([, range]) => isRange(range)) ? setsIn(Object.fromEntries(ranges)) : null;
}

/** How many values a parameter is tried with; null while that cannot be read. */
export function countValues(spec: ParameterSpec, draft: RangeDraft): number | null {
  const range = rangeIn(spec, draft);
  return isRange(range) ? setsIn({ [spec.name]: range }) : null;
}

function isRange(range: SearchRange): boolean {
  if ("values" in range) return true;
  const { from, to, step } = range;
  return [from, to, step].every(Number.isFinite) && to >= from && step > 0 && (to - from) / step < MOST_VALUES;
}

/** The ranges of those that are searched. */
export function rangesIn(form: SearchForm, specs: readonly ParameterSpec[]): Record<string, SearchRange> {
  return Object.fromEntries(searchedOf(form, specs).map((spec) => [spec.name, rangeIn(spec, form.ranges[spec.name]!)]));
}

function rangeIn({ default: byDefault, choices }: ParameterSpec, { from, to, step }: RangeDraft): SearchRange {
  if (typeof byDefault === "boolean") return { values: [true, false] };
  if (typeof byDefault === "string") return { values: [...choices ?? [byDefault]] };
  return { from: numberIn(from) ?? NaN, to: numberIn(to) ?? NaN, step: numberIn(step) ?? NaN };
}

/** The request of forms without faults; what is searched is not fixed as well. */
export function searchRequestOf(
  run: BacktestRequest,
  form: SearchForm,
  specs: readonly ParameterSpec[],
): OptimisationRequest {
  const ranges = rangesIn(form, specs);
  const { by, objective } = form;
  return {
    ...run,
    parameters: Object.fromEntries(Object.entries(run.parameters).filter(([name]) => !Object.hasOwn(ranges, name))),
    ranges,
    search: by === "grid" ? { by } : { by, tries: numberIn(form.tries)!, seed: numberIn(form.seed)! },
    objective,
    windows: numberIn(form.windows)!,
    heldOut: exact(numberIn(form.heldOut)! / 100),
  };
}

/** The form that makes this request again. */
export function searchFormOf({ ranges, search, objective, windows, heldOut }: OptimisationRequest): SearchForm {
  const drafts = Object.entries(ranges).map(([name, range]) => {
    const { from = "", to = "", step = "" } = "values" in range ? {} : range;
    return [name, { isSearched: true, from: String(from), to: String(to), step: String(step) }] as const;
  });
  return {
    ...USUAL_SEARCH,
    ranges: Object.fromEntries(drafts),
    by: search.by,
    ...search.by === "random" && { tries: String(search.tries), seed: String(search.seed) },
    objective,
    windows: String(windows),
    heldOut: String(exact(heldOut * 100)),
  };
}

function withoutNothing<K extends string>(found: Readonly<Record<K, string | undefined>>): Partial<Record<K, string>> {
  return Object.fromEntries(Object.entries(found).filter(([, fault]) => fault !== undefined)) as Partial<
    Record<K, string>
  >;
}
