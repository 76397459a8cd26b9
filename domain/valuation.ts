/**
 * What amounts are worth in a quote currency, by a venue's own prices: through their market, through the market the other
 * way round, or through one currency that both have a market with.
 */
import { Decimal, type DecimalText, sumDecimal } from "./decimal.ts";
import type { Symbol } from "./market.ts";

/** Currencies that most others have a market with. */
export const BRIDGES: readonly string[] = ["USDT", "BTC", "USDC", "USD", "EUR", "ETH"];
/** Digits of a price that is the other way round, or that two prices make. */
const DIGITS = 18;

/** Last prices by symbol. */
export type Prices = Readonly<Record<Symbol, DecimalText>>;

/** What is held of one currency. */
export interface Holding {
  readonly currency: string;
  readonly free: DecimalText;
  readonly used: DecimalText;
}

/** One currency of a portfolio. Amounts in itself, `value` in the portfolio's quote currency; null = it has no price there. */
export interface PortfolioRow extends Holding {
  readonly total: DecimalText;
  readonly price: DecimalText | null;
  readonly value: DecimalText | null;
}

/** Markets that give a price in one step. */
export function directSymbols(currencies: readonly string[], quote: string): Symbol[] {
  return unique(currencies.filter((one) => one !== quote).flatMap((one) => between(one, quote)));
}

/** Markets that give a price in two steps. */
export function bridgeSymbols(currencies: readonly string[], quote: string): Symbol[] {
  const bridges = BRIDGES.filter((bridge) => bridge !== quote);
  const sides = [...currencies, quote];
  return unique(
    bridges.flatMap((bridge) => sides.filter((one) => one !== bridge).flatMap((one) => between(one, bridge))),
  );
}

/** What one unit of `currency` is worth in `quote`; null = no price leads there. */
export function priceIn(currency: string, quote: string, prices: Prices): DecimalText | null {
  if (currency === quote) return "1";
  const step = oneStep(currency, quote, prices);
  if (step !== null) return step.toFixed();
  for (const bridge of BRIDGES) {
    if (bridge === currency || bridge === quote) continue;
    const [first, second] = [oneStep(currency, bridge, prices), oneStep(bridge, quote, prices)];
    if (first && second) return rounded(first.times(second)).toFixed();
  }
  return null;
}

/** The rows of a portfolio, the most valuable first, those without a price last; what is nothing is left out. */
export function rowsOf(holdings: readonly Holding[], quote: string, prices: Prices): PortfolioRow[] {
  return holdings.flatMap(({ currency, free, used }): PortfolioRow[] => {
    const total = new Decimal(free).plus(used);
    if (total.isZero()) return [];
    const price = priceIn(currency, quote, prices);
    const value = price === null ? null : total.times(price).toFixed();
    return [{ currency, free, used, total: total.toFixed(), price, value }];
  }).sort((a, b) => new Decimal(b.value ?? -1).cmp(a.value ?? -1) || (a.currency < b.currency ? -1 : 1));
}

/** What rows are worth together; those without a price count nothing. */
export function totalOf(rows: readonly PortfolioRow[]): DecimalText {
  return sumDecimal(rows.map(({ value }) => value ?? "0"));
}

/** A price of 0 is none: nothing can be said by it the other way round. */
function oneStep(from: string, to: string, prices: Prices): Decimal | null {
  const direct = positive(prices[`${from}/${to}`]);
  if (direct) return direct;
  const inverse = positive(prices[`${to}/${from}`]);
  return inverse && rounded(new Decimal(1).div(inverse));
}

function positive(price: DecimalText | undefined): Decimal | null {
  const value = price === undefined ? null : new Decimal(price);
  return value?.gt(0) ? value : null;
}

function rounded(value: Decimal): Decimal {
  return value.toSignificantDigits(DIGITS, Decimal.ROUND_HALF_EVEN);
}

function between(one: string, other: string): Symbol[] {
  return [`${one}/${other}`, `${other}/${one}`];
}

function unique(symbols: readonly Symbol[]): Symbol[] {
  return [...new Set(symbols)];
}
