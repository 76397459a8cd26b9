/** Trades: the public prints of a market. */
import { z } from "zod";
import { decimalText } from "./decimal.ts";
import { symbol } from "./market.ts";

/** One public print. Price in quote, quantity in base currency; `timeMs` UTC ms; ids rise by one on one market. */
export const trade = z.object({
  symbol,
  id: z.int(),
  price: decimalText,
  quantity: decimalText,
  timeMs: z.int(),
  /** The side of the order that took liquidity. */
  takerSide: z.enum(["buy", "sell"]),
});
/** One public print. */
export type Trade = z.infer<typeof trade>;

/** A trade was seen on the wire. */
export const tradePrinted = z.object({ trade });
/** A trade was seen on the wire. */
export type TradePrinted = z.infer<typeof tradePrinted>;

/** A public print of any exchange: its id is text, and some exchanges do not say who took liquidity. */
export const anyTrade = z.object({ ...trade.shape, id: z.string(), takerSide: trade.shape.takerSide.nullable() });
/** A public print of any exchange. */
export type AnyTrade = z.infer<typeof anyTrade>;
