/** Numbers as people read them; times are in `times.ts`. Shows what it is given; computes nothing that is traded on. */
import type { DecimalText } from "../domain/decimal.ts";
import type { Symbol } from "../domain/market.ts";
import type { Language } from "./i18n/mod.ts";

const NUMBER_FORMATS = new Map<string, Intl.NumberFormat>();

function numberFormat(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  const format = NUMBER_FORMATS.get(key) ?? new Intl.NumberFormat(language === "fr" ? "fr-FR" : "en-GB", options);
  NUMBER_FORMATS.set(key, format);
  return format;
}

/** Digits after the point that are shown where nothing else is asked for; of what is tiny, its first four. */
const USUAL_DIGITS = 8;
/** No browser writes more of them. */
const MOST_DIGITS = 20;

/** A decimal text with its thousands grouped, exactly; `digits` after the point, or as many as it has (at most 8, or its first four). */
export function decimal(text: DecimalText, language: Language, digits?: number): string {
  const options = digits === undefined
    ? { maximumFractionDigits: Math.max(USUAL_DIGITS, priceDigits(text)) }
    : { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return numberFormat(language, options).format(text as `${number}`);
}

/** A decimal text with its sign always shown, except for zero. */
export function signed(text: DecimalText, language: Language, digits: number): string {
  return numberFormat(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: "exceptZero",
  }).format(text as `${number}`);
}

/** A price in its market's usual precision: two digits from 1 upwards, more below. */
export function price(text: DecimalText, language: Language): string {
  return decimal(text, language, priceDigits(text));
}

/** Digits after the point for a price of about this size. */
export function priceDigits(text: DecimalText): number {
  const size = Math.abs(Number(text));
  if (size >= 1 || size === 0) return 2;
  return Math.min(MOST_DIGITS, 3 - Math.floor(Math.log10(size)));
}

/** The two currencies of a symbol, for showing beside an amount. */
export function currencies(symbol: Symbol): { base: string; quote: string } {
  const [base = "", quote = ""] = symbol.split("/");
  return { base, quote };
}

/** A whole number with its thousands grouped. */
export function count(value: number, language: Language): string {
  return numberFormat(language, { maximumFractionDigits: 0 }).format(value);
}

/** How often in a second: with one digit after the point while it is seldom. */
export function rate(perSecond: number, language: Language): string {
  return numberFormat(language, { maximumFractionDigits: perSecond < 9.95 ? 1 : 0 }).format(perSecond);
}

/** A change in percent with its sign, such as `+0,12 %`, for showing beside a price. */
export function percent(from: DecimalText, to: DecimalText, language: Language): string {
  const change = Number(from) === 0 ? 0 : Number(to) / Number(from) - 1;
  return numberFormat(language, {
    style: "percent",
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    signDisplay: "exceptZero",
  }).format(change);
}
