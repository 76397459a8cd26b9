/** Symbols, and the rules that a market sets for orders. */
import { z } from "zod";
import { decimalText } from "./decimal.ts";

const CURRENCY = String.raw`[\p{L}\p{N}$._-]{1,24}`;
const SYMBOL = new RegExp(`^${CURRENCY}/${CURRENCY}(:${CURRENCY})?$`, "u");

/**
 * A market's name: base and quote currency, such as `BTC/USDT`; of a derivative also the currency that it settles in, such
 * as `BTC/USDT:USDT`. Exchanges name currencies with digits, small and foreign letters (`1000SATS`, `stETH`).
 */
export const symbol = z.string().regex(SYMBOL, "expected a symbol such as BTC/USDT");
/** A market's name. */
export type Symbol = z.infer<typeof symbol>;

/** What may be traded, and in which steps. Amounts in the currency their name says; null = no limit. */
export const market = z.object({
  symbol,
  base: z.string(),
  quote: z.string(),
  /** Smallest step of a price, in quote currency. */
  priceStep: decimalText,
  /** Smallest step of a quantity, in base currency. */
  quantityStep: decimalText,
  minQuantity: decimalText,
  maxQuantity: decimalText.nullable(),
  /** Smallest price × quantity, in quote currency. */
  minNotional: decimalText.nullable(),
});
/** What may be traded, and in which steps. */
export type Market = z.infer<typeof market>;

/** Splits `BTC/USDT` into its two currencies. */
export function currenciesOf(of: Symbol): { base: string; quote: string } {
  const [base = "", quote = ""] = of.split(":", 1)[0]!.split("/");
  return { base, quote };
}
