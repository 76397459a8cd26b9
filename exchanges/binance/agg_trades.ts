/** From `aggTrades` to trades. Pure. */
import type { z } from "zod";
import type { Symbol } from "../../domain/market.ts";
import type { Trade } from "../../domain/trade.ts";
import type { aggTrades } from "./rest_payloads.ts";

/** One print with the ids of the single trades within, as the stream tells it. */
export interface AggregateTrade {
  readonly trade: Trade;
  readonly firstId: number;
  readonly lastId: number;
}

/** One page of prints, oldest first. */
export interface AggTradesPage {
  readonly trades: readonly AggregateTrade[];
  /** Whether there may be more after this page: they begin at the last id + 1. */
  readonly more: boolean;
}

/** The rows as a page. */
export function aggTradesPage(rows: z.infer<typeof aggTrades>, symbol: Symbol, limit: number): AggTradesPage {
  const trades = rows.map(({ a: id, p: price, q: quantity, T: timeMs, m, f: firstId, l: lastId }) => {
    const takerSide = m ? "sell" as const : "buy" as const;
    return { trade: { symbol, id, price, quantity, timeMs, takerSide }, firstId, lastId };
  });
  return { trades, more: rows.length >= limit };
}
