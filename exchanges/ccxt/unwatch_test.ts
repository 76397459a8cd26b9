/** Ending streams by the exchange's own word: Binance's class of ccxt, at the demo exchange. */
import assert from "node:assert/strict";
import { startDemoExchange } from "../demo/server.ts";
import { demoSettings } from "./demo.ts";
import type { Wish } from "./plan.ts";
import type { Channel, Heard } from "./source.ts";
import { Listener } from "./test_support.ts";

const KINDS: readonly (readonly [Channel, Heard["kind"]])[] = [
  ["trades", "TradesPrinted"],
  ["tickers", "TickersChanged"],
  ["candles", "CandlesChanged"],
  ["bids_asks", "BidsAsksChanged"],
];

const wishOf = (channel: Channel, symbols: readonly string[]): Wish => ({
  channel,
  symbols,
  timeframe: channel === "candles" ? "1m" : null,
});

for (const symbols of [["BTC/USDT"], ["BTC/USDT", "ETH/USDT"]]) {
  Deno.test(`each channel of ${symbols.join(" and ")} ends at the exchange while the book goes on, and may begin again`, async () => {
    await using stack = new AsyncDisposableStack();
    const demo = stack.adopt(await startDemoExchange({ speed: 600 }), (running) => running.close());
    const listener = stack.use(await Listener.of("binance", demoSettings(demo)));
    listener.want(wishOf("order_books", ["BTC/USDT"]));
    await listener.first("OrderBookChanged");
    const { hub } = demo.exchange;
    assert.equal(hub.size, 1);
    for (const [channel, kind] of KINDS) {
      const wish = wishOf(channel, symbols);
      for (let round = 0; round < 2; round++) {
        listener.heard.length = 0;
        assert.equal(listener.want(wish), "stream");
        await listener.first(kind);
        await listener.until(() => hub.size > 1, `a stream of ${channel}`); // what was heard may be of the round before
        listener.release(wish);
        await listener.until(() => hub.size === 1, `the end of ${channel}, round ${round}: ${hub.size} streams`);
      }
    }
    listener.heard.length = 0;
    await listener.first("OrderBookChanged");
    assert.deepEqual(listener.failures, []);
    assert.deepEqual(listener.notes, []);
  });
}
