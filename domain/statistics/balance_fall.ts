/** How far a balance fell below its highest. Pure. */
import { Decimal, type DecimalText } from "../decimal.ts";

/** The deepest fall. */
export interface BalanceFall {
  /** In the currency of the balance, 0 or more. */
  readonly quote: DecimalText;
  /** Of the height that it fell from, 0 to 100. */
  readonly percent: number;
}

/** The deepest fall in percent of its height, of balances oldest first; null where there is none, or none above 0. */
export function deepestFall(balances: readonly DecimalText[]): BalanceFall | null {
  let peak = new Decimal(0);
  let deepest: BalanceFall | null = null;
  for (const text of balances) {
    const balance = new Decimal(text);
    if (balance.gt(peak)) peak = balance;
    if (peak.isZero()) continue;
    const fall = peak.minus(balance);
    const percent = fall.times(100).div(peak).toNumber();
    if (deepest === null || percent > deepest.percent) deepest = { quote: fall.toFixed(), percent };
  }
  return deepest;
}
