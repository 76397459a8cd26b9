/** What strategies count on against what an account really holds. Pure. */
import { Decimal, type DecimalText } from "./decimal.ts";
import { currenciesOf } from "./market.ts";
import type { Position } from "./position.ts";

/** What is missing may be so small a share of what is counted on before it is worth a word: rests of fees and steps. */
const SMALL = "0.001";

/** A currency of which an account holds less than its strategies count on; amounts in that currency. */
export interface Shortage {
  readonly currency: string;
  readonly counted: DecimalText;
  readonly found: DecimalText;
}

/** What all strategies of one account hold together, by base currency; what was sold short is none of it. */
export function countedOn(positions: readonly Pick<Position, "symbol" | "quantity">[]): Map<string, Decimal> {
  const counted = new Map<string, Decimal>();
  for (const { symbol, quantity } of positions) {
    const { base } = currenciesOf(symbol);
    if (new Decimal(quantity).gt(0)) counted.set(base, (counted.get(base) ?? new Decimal(0)).plus(quantity));
  }
  return counted;
}

/** The currencies of which less is there, free and locked together, than is counted on. */
export function shortages(
  counted: ReadonlyMap<string, Decimal>,
  balances: readonly { readonly currency: string; readonly free: DecimalText; readonly used: DecimalText }[],
): Shortage[] {
  return [...counted].flatMap(([currency, quantity]) => {
    const held = balances.find((balance) => balance.currency === currency);
    const found = new Decimal(held?.free ?? 0).plus(held?.used ?? 0);
    const missing = quantity.minus(found);
    if (missing.lte(quantity.times(SMALL))) return [];
    return [{ currency, counted: quantity.toFixed(), found: found.toFixed() }];
  });
}
