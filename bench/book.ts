/**
 * How many updates of an order book one core takes in, beside the books of ccxt and node-binance-api: alone, and with the
 * best twenty levels read after each, as whoever follows a market does.
 */
import ccxt from "ccxt";
import { OrderBook } from "../domain/order_book.ts";
import { madeBook, type MadeUpdate } from "../domain/order_book_fixture.ts";
import { BookSync } from "../exchanges/binance/book_sync.ts";
import { benchNodeBinanceApi } from "./book_parts/peer.ts";
import { bestRates, READ_LEVELS, UPDATES } from "./book_parts/rates.ts";
import type { Figure } from "./figure.ts";

const { snapshot, updates } = madeBook(UPDATES);

/** Measures; about half a minute. */
export async function benchBook(): Promise<Figure[]> {
  const { ours, synced, theirs } = bestRates(updates, {
    ours: () => book(),
    synced: () => stream(),
    theirs: () => ccxtBook(),
  });
  const api = await benchNodeBinanceApi();
  const group = ["update alone", `update, and the best ${READ_LEVELS} levels read`] as const;
  const unit = "updates/s";
  return group.flatMap((group, i): Figure[] => [
    { group, name: "our book, exact", value: ours[i]!, unit },
    { group, name: "our book with Binance's row of ids checked", value: synced[i]!, unit },
    { group, name: "ccxt's book, in floats", value: theirs[i]!, unit, note: ratio(synced[i]!, theirs[i]!) },
    typeof api === "string"
      ? { group, name: "node-binance-api's depth cache", unit, note: api }
      : { group, name: "node-binance-api's depth cache", value: api[i]!, unit, note: ratio(synced[i]!, api[i]!) },
  ]);
}

function ratio(ours: number, theirs: number): string {
  return `ours with checks is ${(ours / theirs).toFixed(2)} × this`;
}

function book() {
  const { bids, asks } = snapshot;
  const kept = new OrderBook("BTC/USDT");
  kept.replace({ updateId: 0, timeMs: 0, bids, asks });
  return {
    hear: ({ lastId, bids, asks }: MadeUpdate) => kept.apply({ updateId: lastId, timeMs: 0, bids, asks }),
    read: () => kept.picture(READ_LEVELS),
  };
}

function stream() {
  const sync = new BookSync("BTC/USDT");
  sync.snapshot({ lastUpdateId: 0, bids: snapshot.bids, asks: snapshot.asks });
  return {
    hear({ firstId, lastId, bids, asks }: MadeUpdate) {
      const { kind } = sync.hear({ eventMs: 0, firstId, lastId, bids, asks });
      if (kind !== "changed") throw new Error(`Cannot measure: expected a change, got ${kind}`);
    },
    read: () => sync.book.picture(READ_LEVELS),
  };
}

function ccxtBook() {
  const exchange = new ccxt.pro.binance();
  const floats = (levels: MadeUpdate["bids"]) => levels.map((level) => level.map(Number));
  const kept = exchange.orderBook({ bids: floats(snapshot.bids), asks: floats(snapshot.asks) });
  return {
    hear({ lastId, bids, asks }: MadeUpdate) {
      exchange.handleDeltas(kept["asks"], asks);
      exchange.handleDeltas(kept["bids"], bids);
      kept["nonce"] = lastId;
    },
    read: () => [kept["bids"].slice(0, READ_LEVELS), kept["asks"].slice(0, READ_LEVELS)],
  };
}
