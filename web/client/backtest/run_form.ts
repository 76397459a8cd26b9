/** The form of a backtest: what is typed, what is wrong with it, and the request that it makes. */
import type { BacktestRequest } from "../../../domain/backtest/request.ts";
import type { GivenOptions, Sizing } from "../../../domain/backtest/options.ts";
import type { Symbol } from "../../../domain/market.ts";
import type { Timeframe } from "../../../domain/timeframe.ts";
import type { Texts } from "../../i18n/mod.ts";
import type { Times } from "../../times.ts";
import type { Parameters } from "../../workshop_services.ts";
import { dayOf, endOfDay, startOfDay } from "./days.ts";
import { numberIn } from "./parameter_faults.ts";

/** How entries are sized; `unsaid` leaves it to the strategy, and else takes all. */
export const SIZINGS = ["unsaid", "all", "fraction", "amount", "units", "risk", "strategy"] as const;
/** Those that need a number. */
const VALUED = ["fraction", "amount", "units", "risk"] as const;
type Valued = typeof VALUED[number];

/** What is typed; numbers and days as texts. Rates and shares in percent. */
export interface RunForm {
  readonly strategyId: string;
  /** Null = the newest. */
  readonly version: number | null;
  readonly symbol: Symbol;
  readonly timeframe: Timeframe;
  /** Days of the reader's zone, both included. */
  readonly from: string;
  readonly to: string;
  readonly cash: string;
  /** Empty = the market's. */
  readonly takerFee: string;
  readonly makerFee: string;
  readonly slippage: string;
  readonly slippageOn: "entry" | "every_fill";
  readonly sizing: typeof SIZINGS[number];
  readonly sizingValue: string;
  readonly fill: "next_open" | "close";
  readonly maxEntries: string;
  readonly canShort: boolean;
  readonly finalize: boolean;
  readonly detail: boolean;
  /** Those that have not their default. */
  readonly parameters: Parameters;
}

/** A field that can be wrong. */
export type FormField =
  | "from"
  | "to"
  | "cash"
  | "takerFee"
  | "makerFee"
  | "slippage"
  | "sizingValue"
  | "maxEntries";
/** What is wrong, by field. */
export type FormFaults = Partial<Record<FormField, string>>;

/** What is usual. */
export const USUAL_FORM = {
  version: null,
  cash: "10000",
  takerFee: "",
  makerFee: "",
  slippage: "0.05",
  slippageOn: "every_fill",
  sizing: "unsaid",
  sizingValue: "",
  fill: "next_open",
  maxEntries: "1",
  canShort: false,
  finalize: true,
  detail: false,
  parameters: {},
} as const satisfies Partial<RunForm>;

/** Whether a size needs a number. */
export function needsValue(sizing: RunForm["sizing"]): sizing is Valued {
  return VALUED.some((one) => one === sizing);
}

/** What is wrong with what was typed; `nowMs`: later days have not come yet. */
export function formFaults(
  form: RunForm,
  nowMs: number,
  times: Times,
  { faults }: Texts["backtests"]["form"],
): FormFaults {
  const found: [FormField, string | null][] = [
    ["from", dayFault(form.from, nowMs, times, faults)],
    ["to", dayFault(form.to, nowMs, times, faults) ?? (form.to < form.from ? faults.order : null)],
    ["cash", within(form.cash, faults, (value) => value > 0, faults.positive)],
    ["takerFee", form.takerFee.trim() === "" ? null : rateFault(form.takerFee, faults)],
    ["makerFee", form.makerFee.trim() === "" ? null : rateFault(form.makerFee, faults)],
    ["slippage", rateFault(form.slippage, faults)],
    ["sizingValue", sizingFault(form, faults)],
    ["maxEntries", within(form.maxEntries, faults, (n) => Number.isInteger(n) && n >= 1 && n <= 100, faults.whole)],
  ];
  return Object.fromEntries(found.filter(([, fault]) => fault !== null));
}

type Faults = Texts["backtests"]["form"]["faults"];

function within(text: string, faults: Faults, holds: (value: number) => boolean, otherwise: string): string | null {
  const value = numberIn(text);
  if (value === undefined) return faults.number;
  return holds(value) ? null : otherwise;
}

function rateFault(text: string, faults: Faults): string | null {
  return within(text, faults, (value) => value >= 0 && value <= 50, faults.rate);
}

function sizingFault({ sizing, sizingValue }: RunForm, faults: Faults): string | null {
  if (!needsValue(sizing)) return null;
  const isShare = sizing === "fraction" || sizing === "risk";
  return isShare
    ? within(sizingValue, faults, (value) => value > 0 && value <= 100, faults.share)
    : within(sizingValue, faults, (value) => value > 0, faults.positive);
}

function dayFault(day: string, nowMs: number, times: Times, faults: Faults): string | null {
  const startMs = startOfDay(day, times);
  if (startMs === null) return faults.date;
  return startMs > nowMs ? faults.future : null;
}

/** The request of a form without faults; `version`: the one that was read. The last day ends at `nowMs` at the latest. */
export function requestOf(form: RunForm, version: number, nowMs: number, times: Times): BacktestRequest {
  const { strategyId, symbol, timeframe, detail, parameters } = form;
  return {
    strategyId,
    version,
    symbol,
    timeframe,
    fromMs: startOfDay(form.from, times)!,
    toMs: Math.min(endOfDay(form.to, times)!, nowMs),
    options: optionsOf(form),
    detail,
    parameters: { ...parameters },
  };
}

/** The options of a form without faults; what is left to the market is left out. */
export function optionsOf(form: RunForm): GivenOptions {
  const { slippageOn, fill, canShort, finalize } = form;
  const sizing = sizingOf(form);
  return {
    cash: numberIn(form.cash)!,
    ...form.takerFee.trim() !== "" && { takerFee: shareOf(form.takerFee) },
    ...form.makerFee.trim() !== "" && { makerFee: shareOf(form.makerFee) },
    slippage: shareOf(form.slippage),
    slippageOn,
    ...sizing && { sizing },
    fill,
    maxEntries: numberIn(form.maxEntries)!,
    canShort,
    finalize,
  };
}

function sizingOf({ sizing, sizingValue }: RunForm): Sizing | null {
  switch (sizing) {
    case "unsaid":
      return null;
    case "fraction":
      return { by: sizing, fraction: shareOf(sizingValue) };
    case "amount":
      return { by: sizing, quote: numberIn(sizingValue)! };
    case "units":
      return { by: sizing, units: numberIn(sizingValue)! };
    case "risk":
      return { by: sizing, share: shareOf(sizingValue) };
    default:
      return { by: sizing };
  }
}

/** Percent as a share: 0.1 % is 0.001, and no bit more. */
function shareOf(percent: string): number {
  return Number((numberIn(percent)! / 100).toPrecision(12));
}

/** The form that makes this request again; the options that the market gave stay the market's to give. */
export function formOf(request: BacktestRequest, times: Times): RunForm {
  const { strategyId, version, symbol, timeframe, fromMs, toMs, options, detail, parameters } = request;
  const { sizing } = options;
  return {
    ...USUAL_FORM,
    strategyId,
    version,
    symbol,
    timeframe,
    from: dayOf(fromMs, times),
    to: dayOf(Math.max(fromMs, toMs - 1), times),
    ...options.cash !== undefined && { cash: String(options.cash) },
    takerFee: percentOf(options.takerFee),
    makerFee: percentOf(options.makerFee),
    slippage: percentOf(options.slippage ?? 0),
    slippageOn: options.slippageOn ?? "entry",
    sizing: sizing?.by ?? "unsaid",
    sizingValue: sizing === undefined ? "" : sizingText(sizing),
    fill: options.fill ?? "next_open",
    maxEntries: String(options.maxEntries ?? 1),
    canShort: options.canShort ?? true,
    finalize: options.finalize ?? true,
    detail,
    parameters,
  };
}

function percentOf(share: number | undefined): string {
  return share === undefined ? "" : String(Number((share * 100).toPrecision(12)));
}

function sizingText(sizing: Sizing): string {
  switch (sizing.by) {
    case "fraction":
      return percentOf(sizing.fraction);
    case "amount":
      return String(sizing.quote);
    case "units":
      return String(sizing.units);
    case "risk":
      return percentOf(sizing.share);
    default:
      return "";
  }
}
