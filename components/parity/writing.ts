/** How a parity report writes its numbers: they are float64, for showing only. */
import { decimal, price, signed } from "../../web/format.ts";
import type { Language } from "../../web/i18n/mod.ts";

/** A number as decimal text without an exponent. */
const text = (value: number) => value.toFixed(8);

/** A quantity in base currency. */
export function quantityText(value: number, language: Language): string {
  return decimal(text(value), language);
}

/** A price in quote currency. */
export function priceText(value: number, language: Language): string {
  return price(text(value), language);
}

/** An amount of quote currency with its sign. */
export function gainText(value: number, language: Language): string {
  return signed(text(value), language, 2);
}

/** A share in percent. */
export function shareText(percent: number, language: Language, digits = 2): string {
  return `${decimal(text(percent), language, digits)} %`;
}

/** A difference in percent with its sign. */
export function gapText(percent: number, language: Language): string {
  return `${signed(text(percent), language, 4)} %`;
}

/** The colour of a gain; what rounds to nothing has none. */
export function toneOf(value: number): string {
  if (Math.abs(value) < 0.005) return "even";
  return value > 0 ? "up" : "down";
}
