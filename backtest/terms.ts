/** What a run was told, line by line, and what to beware of in its result. */
import type { Measures } from "../domain/backtest/measures.ts";
import { backtestOptions, type GivenOptions, type Sizing } from "../domain/backtest/options.ts";
import { amountText, filled, moneyText, percentText, type Writing } from "./measure_text.ts";

/** A name and its value. */
export type Term = readonly [name: string, value: string];

/** Fewer trades than this show nothing. */
const FEW_TRADES = 30;
/** Fewer days make no year. */
const FEW_DAYS = 30;

/** The options of a run; those that were not given have their default. */
export function termsOf(given: GivenOptions, writing: Writing): Term[] {
  const { words: { terms: words }, locale } = writing;
  const options = backtestOptions.parse(given);
  const eitherOf = (value: boolean) => value ? words.yes : words.no;
  const slippage = options.slippage === 0
    ? percentText(0, locale)
    : `${percentText(options.slippage * 100, locale)} ${
      options.slippageOn === "entry" ? words.slippageEntry : words.slippageEvery
    }`;
  return [
    [words.cash, moneyText(options.cash, writing)],
    [words.takerFee, rateText(options.takerFee, locale)],
    [words.makerFee, rateText(options.makerFee, locale)],
    [words.slippage, slippage],
    [words.sizing, given.sizing ? sizingText(given.sizing, writing) : words.sizings.unsaid],
    [words.fill, options.fill === "close" ? words.fillClose : words.fillNextOpen],
    [words.maxEntries, amountText(options.maxEntries, locale)],
    [words.canShort, eitherOf(options.canShort)],
    [words.finalize, eitherOf(options.finalize)],
    [words.quantityStep, amountText(options.quantityStep, locale)],
    ...options.minNotional > 0 ? [[words.minNotional, moneyText(options.minNotional, writing)] as const] : [],
  ];
}

/** Fees have more digits than returns: 0.075 %. */
function rateText(share: number, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 4 });
  return format.format(share);
}

function sizingText(sizing: Sizing, writing: Writing): string {
  const { words: { terms: { sizings } }, locale } = writing;
  switch (sizing.by) {
    case "fraction":
      return filled(sizings.fraction, { value: amountText(sizing.fraction * 100, locale) });
    case "units":
      return filled(sizings.units, { value: amountText(sizing.units, locale) });
    case "amount":
      return filled(sizings.amount, { value: moneyText(sizing.quote, writing) });
    case "risk":
      return filled(sizings.risk, { value: amountText(sizing.share * 100, locale) });
    default:
      return sizings[sizing.by];
  }
}

/** A range that was asked for, UTC ms. */
export interface AskedRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Less than this share of what was asked for is worth a word. */
const ENOUGH = 0.97;

/** What to beware of, the worst first; `asked`: the range that was asked for, where that is known. */
export function cautionsOf(
  stats: Measures,
  given: GivenOptions,
  { words: { cautions }, locale }: Writing,
  asked?: AskedRange,
): string[] {
  const count = (value: number) => ({ count: amountText(value, locale) });
  const { returnPercent, buyAndHoldReturnPercent } = stats;
  return [
    ...stats.ruined ? [cautions.ruined] : [],
    ...asked && isShorter(stats, asked)
      ? [filled(cautions.shorter, { from: minuteOf(stats.startTime), to: minuteOf(stats.endTime) })]
      : [],
    ...stats.trades < FEW_TRADES ? [filled(cautions.fewTrades, count(stats.trades))] : [],
    ...stats.durationDays < FEW_DAYS ? [filled(cautions.fewDays, count(Math.ceil(stats.durationDays)))] : [],
    ...returnPercent < buyAndHoldReturnPercent ? [cautions.behindHold] : [],
    ...(given.takerFee ?? 0) === 0 ? [cautions.noFees] : [],
    ...stats.ambiguousCandles > 0 ? [filled(cautions.ambiguous, count(stats.ambiguousCandles))] : [],
    ...stats.deniedOrders > 0 ? [filled(cautions.denied, count(stats.deniedOrders))] : [],
    ...stats.openTrades > 0 ? [filled(cautions.open, count(stats.openTrades))] : [],
  ];
}

function isShorter({ startTime, endTime, ruined }: Measures, { fromMs, toMs }: AskedRange): boolean {
  const covered = (ruined ? toMs : Date.parse(endTime)) - Date.parse(startTime);
  return covered < ENOUGH * (toMs - fromMs);
}

function minuteOf(time: string): string {
  return time.slice(0, 16).replace("T", " ");
}
