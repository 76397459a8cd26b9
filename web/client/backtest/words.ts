/** Runs in words. */
import { filled, percentText, type Writing } from "../../../backtest/measure_text.ts";
import { currenciesOf } from "../../../domain/market.ts";
import type { RunProgress, RunRow } from "../../backtest_services.ts";
import type { Language, Texts } from "../../i18n/mod.ts";
import type { Parameters } from "../../workshop_services.ts";

/** `fast = 5, short = false`. */
export function parametersText(parameters: Parameters): string {
  return Object.entries(parameters).map(([name, value]) => `${name} = ${value}`).join(", ");
}

/** The locale of numbers. */
export function localeOf(language: Language): string {
  return language === "fr" ? "fr-FR" : "en-GB";
}

/** How the figures of a run are written. */
export function writingOf({ symbol }: Pick<RunRow, "symbol">, language: Language, { backtests }: Texts): Writing {
  return { words: backtests.report, locale: localeOf(language), quote: currenciesOf(symbol).quote };
}

/** How far it is: `en file, 2 avant lui`, `42 % des bougies`. */
export function progressText(
  { kind, state, part, before }: RunProgress,
  language: Language,
  { backtests: { states, queue } }: Texts,
): string {
  const percent = new Intl.NumberFormat(localeOf(language), { style: "percent", maximumFractionDigits: 0 })
    .format(part);
  switch (state) {
    case "queued":
      return before === 0 ? queue.next : filled(queue.before, { count: before });
    case "fetching":
      return filled(queue.fetching, { percent });
    case "running":
      return filled(kind === "backtest" ? queue.running : queue.searching, { percent });
    default:
      return states[state];
  }
}

/** A figure of a list in percent; `–` until there is one. */
export function percentOrDash(value: number | null, language: Language, sign: boolean): string {
  return value === null ? "–" : percentText(value, localeOf(language), sign);
}

/** Where it is looked at. */
export function addressOf({ kind, id }: Pick<RunRow, "kind" | "id">): string {
  return kind === "backtest" ? `/backtest/${id}` : `/backtest/optimise/${id}`;
}
