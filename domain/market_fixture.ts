/** A market for tests. */
import type { Market } from "./market.ts";

/** Binance's steps of BTC/USDT, with a small minimum value. */
export const BTC_USDT: Market = {
  symbol: "BTC/USDT",
  base: "BTC",
  quote: "USDT",
  priceStep: "0.01",
  quantityStep: "0.00001",
  minQuantity: "0.00001",
  maxQuantity: "9000",
  minNotional: "5",
};
