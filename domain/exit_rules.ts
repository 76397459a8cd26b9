/** What exits must be so that what was bought is surely protected: on their side of the price, and placeable. Pure. */
import { Decimal, type DecimalText } from "./decimal.ts";
import type { Market } from "./market.ts";
import type { Fill } from "./order.ts";
import { brokenRule, cutToStep } from "./order_rules.ts";

/** Prices at which what is bought is to be sold again, in quote currency; null = none. */
export interface ExitPrices {
  readonly stopLoss: DecimalText | null;
  readonly takeProfit: DecimalText | null;
}

/** Which exits a venue takes. */
export interface ExitAbilities {
  readonly stopLoss: boolean;
  readonly takeProfit: boolean;
  readonly groups: boolean;
}

/** No exchange takes a larger fee; what is bought shrinks by it where the fee is paid in what is bought. */
const LARGEST_FEE = "0.01";

/** Why exits are on the wrong side of what is paid; undefined = they are not. `price` null = at the market. */
export function wrongExits(
  { stopLoss, takeProfit, price }: ExitPrices & { readonly price: DecimalText | null },
  lastPrice: DecimalText | null,
): string | undefined {
  if ((stopLoss ?? takeProfit) === null) return undefined;
  const prices = [price, lastPrice].flatMap((known) => known === null ? [] : [new Decimal(known)]);
  if (prices.length === 0) return "its stop-loss and take-profit cannot be checked: the last price is not known now";
  // a limit above the market is filled at the market; one below it waits until the market is there
  const [paid, lowest] = [new Decimal(price ?? lastPrice!), Decimal.min(...prices)];
  if (stopLoss !== null && !new Decimal(stopLoss).gt(0)) return `a stop-loss needs a price above 0, not ${stopLoss}`;
  if (stopLoss !== null && lowest.lte(stopLoss)) {
    return `the stop-loss at ${stopLoss} is not below the price of ${lowest.toFixed()}`;
  }
  if (takeProfit !== null && paid.gte(takeProfit)) {
    return `the take-profit at ${takeProfit} is not above the price of ${paid.toFixed()}`;
  }
}

/** Why exits could not be placed for what is bought, whoever keeps them; undefined = they can. */
export function exitsNotPlaceable(
  { stopLoss, takeProfit, quantity }: ExitPrices & { readonly quantity: DecimalText },
  market: Market,
): string | undefined {
  const left = cutToStep(new Decimal(1).minus(LARGEST_FEE).times(quantity).toFixed(), market.quantityStep);
  const broken = brokenExits({ stopLoss, takeProfit }, left, market);
  return broken && `what is left after fees could not be protected: ${broken}`;
}

/** Which limit the exits of so much break; undefined = none. */
export function brokenExits(
  { stopLoss, takeProfit }: ExitPrices,
  quantity: DecimalText,
  market: Market,
): string | undefined {
  const exits = [["stop_loss", stopLoss], ["take_profit", takeProfit]] as const;
  for (const [type, stopPrice] of exits) {
    const broken = stopPrice === null
      ? undefined
      : brokenRule({ type, stopPrice, price: null, quantity }, market, null);
    if (broken !== undefined) return broken;
  }
}

/** What was bought and can be sold again: the fills of an entry without the fees that were paid in it, in base currency. */
export function boughtIn(fills: readonly Fill[], { base }: Pick<Market, "base">): Decimal {
  return fills.reduce(
    (sum, { quantity, fee, feeCurrency }) => sum.plus(quantity).minus(feeCurrency === base ? fee : 0),
    new Decimal(0),
  );
}
