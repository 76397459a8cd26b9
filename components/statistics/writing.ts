/** How statistics write their numbers. */
import type { DecimalText } from "../../domain/decimal.ts";
import { decimal, signed } from "../../web/format.ts";
import type { Language } from "../../web/i18n/mod.ts";

/** What stands where there is no number. */
export const NO_NUMBER = "–";

/** Digits of amounts: currencies that are counted in cents, else those of coins. */
export function digitsOf(quote: string): number {
  return /^(?:USD.*|.*USD|EUR.?|GBP|DAI)$/.test(quote) ? 2 : 8;
}

/** What was won or lost, with its sign. */
export function gainText(amount: DecimalText | null, quote: string, language: Language): string {
  return amount === null ? NO_NUMBER : signed(amount, language, digitsOf(quote));
}

/** What was paid or traded. */
export function amountText(amount: DecimalText, quote: string, language: Language): string {
  return decimal(amount, language, digitsOf(quote));
}

/** A share in percent. */
export function percentText(percent: number | null, language: Language, digits = 1): string {
  return percent === null ? NO_NUMBER : `${decimal(percent.toFixed(8), language, digits)} %`;
}

/** The colour of a gain. */
export function toneOf(amount: DecimalText | null): string {
  const value = Number(amount ?? 0);
  return value === 0 ? "even" : value > 0 ? "up" : "down";
}
