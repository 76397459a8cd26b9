/** node-binance-api: its depth cache, an object by price that is sorted for each look. */
import Binance from "node-binance-api";
import { madeBook, type MadeUpdate } from "../../domain/order_book_fixture.ts";
import { bestRates, READ_LEVELS, UPDATES } from "../book_parts/rates.ts";

const SYMBOL = "BTCUSDT";
const { snapshot, updates } = madeBook(UPDATES);

function depthCache() {
  const api = new Binance();
  const side = (levels: MadeUpdate["bids"]) =>
    Object.fromEntries(levels.map(([price, quantity]) => [price, Number(quantity)]));
  api.depthCache[SYMBOL] = { bids: side(snapshot.bids), asks: side(snapshot.asks) };
  api.depthCacheContext[SYMBOL] = { snapshotUpdateId: 0 };
  return {
    hear: ({ firstId: U, lastId: u, bids: b, asks: a }: MadeUpdate) =>
      void api.depthHandler({ e: "depthUpdate", E: 0, s: SYMBOL, U, u, b, a }),
    read: () => [api.sortBids(SYMBOL, READ_LEVELS), api.sortAsks(SYMBOL, READ_LEVELS)],
  };
}

console.log(`\n${JSON.stringify(bestRates(updates, { theirs: depthCache }).theirs)}`);
Deno.exit(0);
