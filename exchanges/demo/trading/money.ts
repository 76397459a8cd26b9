/**
 * Money as whole numbers: an amount of any currency counts units of 10^-16, so that price times quantity is exact on every
 * grid of up to eight decimals each. Fees are cut to eight decimals, as Binance books them.
 */
import type { MarketRules } from "../market_rules.ts";
import { fromUnits, product } from "../units.ts";

/** An amount of a currency in units of 10^-16. */
export type Money = bigint;

/** Decimals of {@linkcode Money}. */
export const MONEY_PLACES = 16;
const CENT_PLACES = 8;
const CENT = 10n ** BigInt(MONEY_PLACES - CENT_PLACES);
const PLAIN = /^\d{1,20}(\.\d{1,20})?$/;

/** Grid of a market: decimals of its prices and quantities. */
export type Grid = Pick<MarketRules, "pricePlaces" | "quantityPlaces">;

/** A decimal text as money; null when it is no plain decimal or finer than 10^-16. */
export function moneyOf(text: string): Money | null {
  if (!PLAIN.test(text)) return null;
  const [whole = "0", fraction = ""] = text.split(".");
  const digits = fraction.replace(/0+$/, "");
  if (digits.length > MONEY_PLACES) return null;
  return BigInt(whole + digits.padEnd(MONEY_PLACES, "0"));
}

/** With eight decimals, as the wire prints amounts; further ones are cut off. */
export function moneyText(amount: Money): string {
  return fromUnits(amount, MONEY_PLACES);
}

/** A quantity in steps as an amount of the base currency. */
export function baseOf(steps: number, { quantityPlaces }: Grid): Money {
  return BigInt(steps) * 10n ** BigInt(MONEY_PLACES - quantityPlaces);
}

/** Price times quantity, in quote currency. */
export function quoteOf(ticks: number, steps: number, { pricePlaces, quantityPlaces }: Grid): Money {
  return product(ticks, steps) * 10n ** BigInt(MONEY_PLACES - pricePlaces - quantityPlaces);
}

/** How many whole steps an amount of quote currency pays for at a price. */
export function stepsFor(quote: Money, ticks: number, grid: Grid): number {
  return ticks === 0 ? 0 : Number(quote / quoteOf(ticks, 1, grid));
}

/** The part of an amount, in millionths, cut to eight decimals: a fee is never rounded up. */
export function feeOf(amount: Money, millionths: number): Money {
  return amount * BigInt(millionths) / 1_000_000n / CENT * CENT;
}
