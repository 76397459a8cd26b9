/** How much a signal trades, in base currency. Pure. */
import { Decimal, type DecimalText } from "../decimal.ts";
import { boughtIn } from "../exit_rules.ts";
import type { Fill } from "../order.ts";
import type { Read } from "./fields.ts";
import type { SignalAmount } from "./signal.ts";

/** What is known where it trades. `price` in quote currency: the limit, else the last one; null = not known. */
export interface SizeFacts {
  readonly side: "buy" | "sell";
  readonly price: DecimalText | null;
  /** Free amounts of the market's currencies; null = not known. */
  readonly free: { readonly base: DecimalText; readonly quote: DecimalText } | null;
}

/** No market counts in more digits. */
const DIGITS = 18;

/** The quantity, cut to 18 digits: never more than was asked for. */
export function quantityOf({ by, amount }: SignalAmount, { side, price, free }: SizeFacts): Read<DecimalText> {
  if (by === "quantity") return { value: amount };
  const isOfBase = by === "percent" && side === "sell";
  if (!isOfBase && price === null) return { refused: "the last price is not known now" };
  if (by === "value") return sized(new Decimal(amount).div(price!), `${by} ${amount}`);
  if (free === null) return { refused: "what is free is not known now" };
  const part = new Decimal(isOfBase ? free.base : free.quote).times(amount).div(100);
  return sized(isOfBase ? part : part.div(price!), `${amount} percent of what is free`);
}

function sized(quantity: Decimal, of: string): Read<DecimalText> {
  const cut = quantity.toDecimalPlaces(DIGITS, Decimal.ROUND_DOWN);
  return cut.gt(0) ? { value: cut.toFixed() } : { refused: `${of} is nothing that could be traded` };
}

/** What was bought and not sold again, in base currency, after fees; never below 0. */
export function heldOf(fills: readonly (Fill & { readonly side: "buy" | "sell" })[], base: string): Decimal {
  const of = (side: "buy" | "sell") => fills.filter((fill) => fill.side === side);
  const sold = of("sell").reduce(
    (sum, { quantity, fee, feeCurrency }) => sum.plus(quantity).plus(feeCurrency === base ? fee : 0),
    new Decimal(0),
  );
  return Decimal.max(boughtIn(of("buy"), { base }).minus(sold), 0);
}
