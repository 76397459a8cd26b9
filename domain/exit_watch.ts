/** Which exit of a position a price has reached. Pure. */
import { z } from "zod";
import { compareDecimal, type DecimalText, decimalText } from "./decimal.ts";
import type { ExitPrices } from "./exit_rules.ts";
import { orderSide } from "./order.ts";

/** The two ways out of a position that have a price of their own. */
export const exitName = z.enum(["stop", "target"]);
/** A way out that has a price of its own. */
export type ExitName = z.infer<typeof exitName>;

/** Exits that are watched for; prices in quote currency, null = none. `side` = of the order that leaves the position. */
export const watchedExits = z.object({
  stopLoss: decimalText.nullable(),
  takeProfit: decimalText.nullable(),
  side: orderSide,
});
/** Exits that are watched for. */
export type WatchedExits = z.infer<typeof watchedExits>;

/** The exit that a price has reached, as an exchange would trigger it: at its price or beyond; the stop before the target. */
export function reachedExit({ stopLoss, takeProfit, side }: WatchedExits, price: DecimalText): ExitName | null {
  const against = side === "sell" ? -1 : 1;
  const isAt = (exit: DecimalText | null, direction: number) =>
    exit !== null && compareDecimal(price, exit) * direction >= 0;
  if (isAt(stopLoss, against)) return "stop";
  return isAt(takeProfit, -against) ? "target" : null;
}

/** Whether there is anything to watch for. */
export function isAnyWatched({ stopLoss, takeProfit }: ExitPrices): boolean {
  return stopLoss !== null || takeProfit !== null;
}
