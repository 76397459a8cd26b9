/**
 * Exact numbers as integers: a price counts ticks of 10^-places, a quantity counts steps of 10^-places.
 *
 * Integers below 2^53 are exact in float64, so trades are split, summed and compared without rounding; products of
 * price and quantity are summed as bigint.
 */

/** Binance prints every price and quantity with this many decimals. */
export const WIRE_PLACES = 8;

const PLAIN_DECIMAL = /^\d+(\.\d+)?$/;

/** How many decimals a decimal text really needs: `"1.500"` needs 1. */
export function placesOf(text: string): number {
  const point = text.indexOf(".");
  if (point < 0) return 0;
  let end = text.length;
  while (text[end - 1] === "0") end--;
  return Math.max(0, end - point - 1);
}

/** Whole units of 10^-places, or null when the text is no plain decimal, does not fit the grid or exceeds 2^53. */
export function toUnits(text: string, places: number): number | null {
  if (!PLAIN_DECIMAL.test(text)) return null;
  const needed = placesOf(text);
  if (needed > places) return null;
  const point = text.indexOf(".");
  const digits = point < 0 ? text : text.slice(0, point) + text.slice(point + 1, point + 1 + needed);
  const units = Number(digits) * 10 ** (places - needed);
  return Number.isSafeInteger(units) ? units : null;
}

/** Units of 10^-places as text with 8 decimals, as the wire prints them; further decimals are cut off. */
export function fromUnits(units: number | bigint, places: number): string {
  const negative = units < 0;
  const digits = String(negative ? -units : units).padStart(places + 1, "0");
  const point = digits.length - places;
  const fraction = digits.slice(point).padEnd(WIRE_PLACES, "0").slice(0, WIRE_PLACES);
  return `${negative ? "-" : ""}${digits.slice(0, point)}.${fraction}`;
}

/** Price times quantity in units of 10^-(price places + quantity places), exact. */
export function product(ticks: number, steps: number): bigint {
  const fast = ticks * steps;
  return Number.isSafeInteger(fast) ? BigInt(fast) : BigInt(ticks) * BigInt(steps);
}
