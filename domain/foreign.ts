/**
 * What stands in an account and came from elsewhere: orders that another program or the exchange's own page has placed, and
 * amounts that nobody here counts on. Either can be adopted.
 */
import { z } from "zod";
import { Decimal, type DecimalText, decimalText } from "./decimal.ts";
import { currenciesOf, type Symbol, symbol } from "./market.ts";
import { type Order, orderSide, orderType } from "./order.ts";
import { amount } from "./ticket.ts";

/** An exchange's own name of an order. */
export const orderId = z.string().min(1).max(120).regex(/^[^\0]*$/, "expected text without the character 0");

/** An open order that was placed elsewhere. Quantities in base, prices in quote currency. */
export const foreignOrder = z.object({
  orderId,
  /** What whoever placed it has named it; null = the exchange does not say. */
  clientOrderId: z.string().nullable(),
  symbol,
  side: orderSide,
  type: orderType,
  quantity: decimalText,
  filledQuantity: decimalText,
  price: decimalText.nullable(),
  stopPrice: decimalText.nullable(),
  /** UTC ms; null = the exchange does not say. */
  placedMs: z.int().nullable(),
});
/** An open order that was placed elsewhere. */
export type ForeignOrder = z.infer<typeof foreignOrder>;

/** So much of a currency nobody here counts on; in that currency, the price in the quote currency of `symbol`. */
export const foreignHolding = z.object({
  currency: z.string(),
  /** The market that it would be adopted on. */
  symbol,
  quantity: decimalText,
  /** Of it, what no order locks: only so much can be protected or sold. */
  free: decimalText,
  lastPrice: decimalText.nullable(),
});
/** So much of a currency nobody here counts on. */
export type ForeignHolding = z.infer<typeof foreignHolding>;

/** A holding that was adopted and neither sold nor released yet. Quantities in base, prices in quote currency. */
export const adoptedHolding = z.object({
  /** Of the entry that it is booked as. */
  clientOrderId: z.string(),
  symbol,
  /** As it was adopted. */
  quantity: decimalText,
  /** What is left of it. */
  left: decimalText,
  entryPrice: decimalText,
  adoptedMs: z.int(),
});
/** A holding that was adopted. */
export type AdoptedHolding = z.infer<typeof adoptedHolding>;

/** An exchange has told of other orders than ours, or of balances, which ours may have changed. */
export const accountChanged = z.object({ brokerId: z.string(), what: z.enum(["orders", "balance"]) });
/** An exchange has told of an account. */
export type AccountChanged = z.infer<typeof accountChanged>;

/** What stands in an account and came from elsewhere may be another than before. */
export const foreignChanged = z.object({ userId: z.string(), brokerId: z.string() });

/** What stands in an account and came from elsewhere. */
export const elsewhere = z.object({
  orders: z.array(foreignOrder),
  /** Amounts that nobody here counts on, and that their markets would take. */
  holdings: z.array(foreignHolding),
  adopted: z.array(adoptedHolding),
  /** Why orders and holdings are not known now, in words; null = they are. */
  failure: z.string().nullable(),
});
/** What stands in an account and came from elsewhere. */
export type Elsewhere = z.infer<typeof elsewhere>;

/** What is to be adopted of a holding. Quantity in base, prices in quote currency. */
export const holdingToAdopt = z.object({
  brokerId: z.uuid(),
  symbol,
  quantity: amount,
  /** What one unit counts as having cost. */
  entryPrice: amount,
  stopLoss: amount.nullable(),
  takeProfit: amount.nullable(),
});
/** What is to be adopted of a holding. */
export type HoldingToAdopt = z.infer<typeof holdingToAdopt>;

/** What orders are for that book what was adopted. */
export const ADOPTED_ORDER = "adopted order";
/** The purchase that a holding is booked as which was adopted: nothing was traded. */
export const ADOPTED_HOLDING = "adopted holding";
/** The sale that it is booked as when it is released: nothing was traded. */
export const RELEASED_HOLDING = "released holding";

/** Whether an order only books that something came from elsewhere, or is no longer ours: nothing was traded. */
export function isTransfer(purpose: string): boolean {
  return purpose === ADOPTED_HOLDING || purpose === RELEASED_HOLDING;
}

/** So much of a market's base currency somebody counts on. */
interface Counted {
  readonly symbol: Symbol;
  readonly quantity: DecimalText;
}

/** What is counted on of each currency, all markets of it together. */
export function countedByCurrency(all: readonly Counted[]): Map<string, Decimal> {
  const counted = new Map<string, Decimal>();
  for (const { symbol, quantity } of all) {
    const { base } = currenciesOf(symbol);
    counted.set(base, (counted.get(base) ?? new Decimal(0)).plus(quantity));
  }
  return counted;
}

/**
 * What is left of the holdings that were adopted on one market, oldest first, when so much is held by hand there: what was
 * sold is taken to be the oldest. Those of which nothing is left are left out.
 */
export function stillHeld(adopted: readonly AdoptedHolding[], heldByHand: DecimalText): AdoptedHolding[] {
  let rest = new Decimal(heldByHand);
  const newestFirst = adopted.toReversed().map((one) => {
    const left = Decimal.max(Decimal.min(one.left, rest), 0);
    rest = rest.minus(left);
    return { ...one, left: left.toFixed() };
  });
  return newestFirst.filter(({ left }) => new Decimal(left).gt(0)).toReversed();
}

/**
 * Whether an order that the exchange tells is one of these of ours: for exchanges that keep no name of ours, by all that it
 * says.
 */
export function looksLike(
  of: ForeignOrder,
  ours: Pick<Order, "symbol" | "side" | "quantity" | "price" | "stopPrice">,
): boolean {
  const same = (a: DecimalText | null, b: DecimalText | null) => a === null || b === null || new Decimal(a).eq(b);
  return of.clientOrderId === null && of.symbol === ours.symbol && of.side === ours.side &&
    same(of.quantity, ours.quantity) && same(of.price, ours.price) && same(of.stopPrice, ours.stopPrice);
}

/** An amount of a currency that an account has. */
interface Held {
  readonly currency: string;
  readonly free: DecimalText;
  readonly used: DecimalText;
}

/** What of each currency nobody counts on, and what of that is free. `counted` by currency; what is nothing is left out. */
export function uncounted(
  held: readonly Held[],
  counted: ReadonlyMap<string, Decimal>,
): { readonly currency: string; readonly quantity: DecimalText; readonly free: DecimalText }[] {
  return held.flatMap(({ currency, free, used }) => {
    const quantity = new Decimal(free).plus(used).minus(counted.get(currency) ?? 0);
    if (!quantity.gt(0)) return [];
    return [{ currency, quantity: quantity.toFixed(), free: Decimal.min(quantity, free).toFixed() }];
  });
}
