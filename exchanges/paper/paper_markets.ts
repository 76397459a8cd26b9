/** The markets of the paper exchange: the steps and minimums that Binance Spot sets, so that habits carry over. */
import { currenciesOf, type Market, type Symbol } from "../../domain/market.ts";

type Limits = Omit<Market, "symbol" | "base" | "quote">;

/** Binance Spot's filters of BTCUSDT and ETHUSDT (LOT_SIZE, PRICE_FILTER, NOTIONAL), read in April 2023. */
const KNOWN: Readonly<Record<Symbol, Limits>> = {
  "BTC/USDT": limits("0.01", "0.00001"),
  "ETH/USDT": limits("0.01", "0.0001"),
};

/** For every other market: the finest steps there are. */
const FINEST = { ...limits("0.00000001", "0.00000001"), maxQuantity: null };

/** What the paper exchange demands of orders on this market. */
export function paperMarket(symbol: Symbol): Market {
  return { symbol, ...currenciesOf(symbol), ...(KNOWN[symbol] ?? FINEST) };
}

function limits(priceStep: string, quantityStep: string): Limits {
  return { priceStep, quantityStep, minQuantity: quantityStep, maxQuantity: "9000", minNotional: "5" };
}
