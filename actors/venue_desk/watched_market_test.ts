import assert from "node:assert/strict";
import type { MarketDataEvent } from "../exchange_connection_protocol.ts";
import { WatchedMarket } from "./watched_market.ts";

const exchange = "kraken";
const looked = {
  venue: { exchange, environment: "live" as const },
  symbol: "BTC/USDT",
  askedAs: new Set(["kraken"]),
};

function prints(ids: readonly number[], symbol = "BTC/USDT"): MarketDataEvent {
  const trades = ids.map((id) => ({
    symbol,
    id: String(id),
    price: "1",
    quantity: "2",
    timeMs: id,
    takerSide: null,
  }));
  return { kind: "TradesPrinted", exchange, trades };
}

function book(bid: string, symbol = "BTC/USDT"): MarketDataEvent {
  return {
    kind: "OrderBookChanged",
    exchange,
    book: { symbol, updateId: 1, timeMs: null, bids: [[bid, "1"]], asks: [] },
  };
}

Deno.test("each print is told once, and the newest fifty are kept for who comes later", () => {
  const market = new WatchedMarket(looked, 250);
  assert.equal(market.hear(prints([1, 2])), true);
  assert.equal(market.hear(prints([2, 1])), false);
  const ids = (which: "kept" | "untold") => market.view("kraken", which).trades.map(({ id }) => Number(id));
  assert.deepEqual(ids("untold"), [1, 2]);
  market.told(0);
  market.hear(prints([3]));
  assert.deepEqual([ids("untold"), ids("kept")], [[3], [1, 2, 3]]);
  market.hear(prints(Array.from({ length: 80 }, (_, n) => n + 10)));
  assert.deepEqual([ids("kept").length, ids("kept").at(-1), ids("untold").length], [50, 89, 50]);
});

Deno.test("of book and ticker the newest state is told, and other markets are passed over", () => {
  const market = new WatchedMarket(looked, 250);
  assert.deepEqual([market.isKnown, market.hear(book("1", "ETH/USDT")), market.hear(prints([1], "ETH/USDT"))], [
    false,
    false,
    false,
  ]);
  market.hear(book("1"));
  market.hear(book("2"));
  assert.deepEqual(market.view("paper", "untold").book?.bids, [["2", "1"]]);
  assert.deepEqual([market.view("paper", "untold").venueId, market.isKnown], ["paper", true]);
});

Deno.test("an error is told until its channel flows again; that of the book comes first", () => {
  const market = new WatchedMarket(looked, 250);
  const error = () => market.view("kraken", "untold").error;
  assert.equal(market.fail("tickers", "Kraken: no tickers"), true);
  assert.equal(market.fail("tickers", "Kraken: no tickers"), false);
  market.fail("order_books", "Kraken: no book");
  assert.deepEqual([error(), market.isKnown], ["Kraken: no book", true]);
  market.hear(book("1"));
  assert.equal(error(), "Kraken: no tickers");
  market.hear({ kind: "TickersChanged", exchange, tickers: [] });
  assert.equal(error(), "Kraken: no tickers");
});

Deno.test("prints of a quiet market are taken for well as soon as its book flows, unless the exchange has none at all", () => {
  const market = new WatchedMarket(looked, 250);
  market.fail("trades", "Kraken: the wire is lost");
  market.hear(book("1"));
  assert.equal(market.view("kraken", "kept").error, null);
  market.refuse("trades", "Kraken: it has no prints");
  market.hear(book("2"));
  assert.equal(market.view("kraken", "kept").error, "Kraken: it has no prints");
});
