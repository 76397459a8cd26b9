/** Measures and terms as people read them, in a language. */
import { isGain, type MeasureKey, unitOf } from "../domain/backtest/measure_list.ts";
import type { Measures } from "../domain/backtest/measures.ts";
import type { ReportWords } from "./report_words.ts";

/** How a report writes: its words, the locale of its numbers, and the currency of money (`""` = not known). */
export interface Writing {
  readonly words: ReportWords;
  readonly locale: string;
  readonly quote: string;
}

const FORMATS = new Map<string, Intl.NumberFormat>();

/** A number with its thousands grouped. */
export function numberText(value: number, locale: string, options: Intl.NumberFormatOptions = {}): string {
  const key = locale + JSON.stringify(options);
  const format = FORMATS.get(key) ?? new Intl.NumberFormat(locale, options);
  FORMATS.set(key, format);
  return format.format(value);
}

/** Fills the places `{name}` of a text. */
export function filled(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => name in values ? String(values[name]) : place);
}

/** Percent (of 100) with two digits; `+` before gains where `sign` is set. */
export function percentText(value: number, locale: string, sign = false): string {
  return numberText(value / 100, locale, {
    style: "percent",
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    ...sign && { signDisplay: "exceptZero" },
  });
}

/** Money of the report's quote currency: two digits from 1 upwards, four that count below. */
export function moneyText(value: number, { locale, quote }: Pick<Writing, "locale" | "quote">, sign = false): string {
  const size = Math.abs(value);
  const digits = size >= 1 || size === 0
    ? { minimumFractionDigits: 2, maximumFractionDigits: 2 }
    : { maximumSignificantDigits: 4 };
  const text = numberText(value, locale, { ...digits, ...sign && { signDisplay: "exceptZero" } });
  return quote === "" ? text : `${text} ${quote}`;
}

/** A price or a quantity: up to ten digits that count. */
export function amountText(value: number, locale: string): string {
  return numberText(value, locale, { maximumSignificantDigits: 10 });
}

/** A measure with its unit; `–` where it is not defined for this run. */
export function measureText(key: MeasureKey, stats: Measures, writing: Writing): string {
  const value = stats[key];
  if (value === null) return "–";
  switch (unitOf(key)) {
    case "quote":
      return moneyText(value, writing, isGain(key));
    case "percent":
      return percentText(value, writing.locale, isGain(key));
    case "days":
      return filled(writing.words.days, { count: numberText(value, writing.locale, { maximumFractionDigits: 1 }) });
    case "ratio":
      return numberText(value, writing.locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    case "count":
      return numberText(value, writing.locale);
  }
}

/** How a measure is to be seen: what gains is up, what loses is down. */
export function toneOf(key: MeasureKey, stats: Measures): "up" | "down" | "" {
  const value = stats[key];
  if (!isGain(key) || value === null || value === 0) return "";
  return value > 0 ? "up" : "down";
}
