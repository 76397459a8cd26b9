/**
 * What of a sale by ticket closes something that was bought here. An account may hold what came from elsewhere; selling it is
 * no short, and what it cost is not known.
 */
import { Decimal } from "../decimal.ts";
import { currenciesOf, type Symbol } from "../market.ts";
import type { Fill, OrderSide } from "../order.ts";
import { applyFill, flatPosition, type Position, type SidedFill } from "../position.ts";

/** What all that was bought and sold by ticket on a market has come to, oldest first. */
export function coveredPosition(symbol: Symbol, fills: readonly SidedFill[]): Position {
  return fills.reduce((held, { side, fill }) => {
    const counted = coveredFill(held, side, fill);
    return counted === null ? held : applyFill(held, side, counted);
  }, flatPosition(symbol));
}

/** Decimals to which a fee is cut where only a part of its fill counts. */
const FEE_DECIMALS = 18;

/**
 * The part of a fill that counts on top of what is held: all of a purchase, and of a sale that which is held, with its share of
 * the fee; null = nothing of it.
 */
export function coveredFill(held: Position, side: OrderSide, fill: Fill): Fill | null {
  if (side === "buy") return fill;
  const quantity = new Decimal(held.quantity);
  if (!quantity.gt(0)) return null;
  const feeInBase = fill.feeCurrency === currenciesOf(held.symbol).base;
  const leaves = new Decimal(fill.quantity).plus(feeInBase ? fill.fee : 0);
  if (leaves.lte(quantity)) return fill;
  const fee = new Decimal(fill.fee).times(quantity).div(leaves).toDecimalPlaces(FEE_DECIMALS);
  const sold = feeInBase ? quantity.minus(fee) : quantity;
  return { ...fill, quantity: sold.toFixed(), fee: fee.toFixed() };
}
