import assert from "node:assert/strict";
import ccxt from "ccxt";
import { withExchange } from "../test_support.ts";
import { binanceRest, ccxtBinance } from "./clients.ts";

Deno.test("ccxt loads markets and fetches tickers, book, trades and candles", () =>
  withExchange({}, async (running) => {
    const binance = ccxtBinance(running);
    const markets = await binance.loadMarkets();
    assert.deepEqual(Object.keys(markets).sort(), ["BTC/USDT", "ETH/USDT"]);
    assert.deepEqual([markets["BTC/USDT"]!.precision.amount, markets["BTC/USDT"]!.precision.price], [0.00001, 0.01]);
    assert.equal(markets["BTC/USDT"]!.limits.cost!.min, 5);
    const ticker = await binance.fetchTicker("BTC/USDT");
    assert.ok(ticker.bid! < ticker.ask! && ticker.low! <= ticker.last! && ticker.last! <= ticker.high!);
    assert.deepEqual(Object.keys(await binance.fetchTickers()).sort(), ["BTC/USDT", "ETH/USDT"]);
    assert.deepEqual(Object.keys(await binance.fetchTickers(["ETH/USDT"])), ["ETH/USDT"]);
    const book = await binance.fetchOrderBook("BTC/USDT", 20);
    assert.deepEqual([book.bids.length, book.asks.length], [20, 20]);
    const trades = await binance.fetchTrades("BTC/USDT", undefined, 50);
    assert.equal(trades.length, 50);
    assert.equal((await binance.fetchLastPrices(["BTC/USDT"]))["BTC/USDT"]!.symbol, "BTC/USDT");
    assert.ok(Math.abs((await binance.fetchTime())! - running.clock.now()) < 10_000);
  }));

Deno.test("ccxt's own fold of the trades equals the candles that it fetches", () =>
  withExchange({}, async (running) => {
    const binance = ccxtBinance(running);
    await binance.loadMarkets();
    const toMs = Math.floor(running.clock.now() / 300_000) * 300_000;
    const trades = await binance.fetchTrades("BTC/USDT", toMs - 900_000, 1000, { until: toMs - 1 });
    const candles = await binance.fetchOHLCV("BTC/USDT", "1m", toMs - 900_000, 15);
    const folded = binance.buildOHLCVC(trades, "1m").map((candle) => candle.slice(0, 6));
    const rounded = (rows: readonly (readonly (number | undefined)[])[]) =>
      rows.map(([t, o, h, l, c, v]) => [t, o, h, l, c, Math.round(v! * 1e5)]);
    assert.ok(folded.length >= 14);
    assert.deepEqual(rounded(folded), rounded(candles.filter((candle) => candle[5] !== 0)));
  }));

Deno.test("ccxt refuses what the exchange refuses, by its own classes", () =>
  withExchange({}, async (running) => {
    const binance = ccxtBinance(running);
    await binance.loadMarkets();
    await assert.rejects(binance.publicGetKlines({ symbol: "DOGEUSDT", interval: "1m" }), ccxt.BadSymbol);
    await assert.rejects(binance.publicGetPing({ unread: 1 }), ccxt.BadRequest);
  }));

Deno.test("ccxt watches trades, order book, tickers and candles, and stops watching", () =>
  withExchange({ speed: 60 }, async (running) => {
    const binance = ccxtBinance(running);
    try {
      await binance.loadMarkets();
      const [trades, book, ticker, candles] = await Promise.all([
        binance.watchTrades("BTC/USDT"),
        binance.watchOrderBook("BTC/USDT"),
        binance.watchTicker("BTC/USDT"),
        binance.watchOHLCV("BTC/USDT", "1m"),
      ]);
      assert.ok(trades.length > 0 && candles.length > 0);
      assert.equal(ticker.symbol, "BTC/USDT");
      for (let update = 0, last = book.nonce ?? 0; update < 10; update++) {
        const next = await binance.watchOrderBook("BTC/USDT");
        assert.ok(next.bids[0]![0]! < next.asks[0]![0]! && next.nonce! > last);
        last = next.nonce!;
      }
      assert.equal(Object.keys(await binance.watchBidsAsks(["BTC/USDT"])).length, 1);
      assert.ok(Object.keys(await binance.watchTickers()).length >= 1);
      await binance.unWatchTrades("BTC/USDT");
    } finally {
      await binance.close();
    }
  }));

Deno.test("npm binance reads time, candles, book and tickers, and sees the exchange's errors", () =>
  withExchange({}, async (running) => {
    const client = binanceRest(running);
    const info = await client.getExchangeInfo({ symbol: "BTCUSDT" });
    assert.equal(info.symbols[0]!.baseAsset, "BTC");
    const klines = await client.getKlines({ symbol: "BTCUSDT", interval: "5m", limit: 3 });
    assert.deepEqual(klines.map((kline) => Number(kline[6]) - Number(kline[0])), [299_999, 299_999, 299_999]);
    assert.equal((await client.getOrderBook({ symbol: "BTCUSDT", limit: 5 })).bids.length, 5);
    assert.equal((await client.getAggregateTrades({ symbol: "ETHUSDT", limit: 7 })).length, 7);
    assert.deepEqual(await client.testConnectivity(), {});
    await assert.rejects(client.getKlines({ symbol: "NOPE", interval: "1m" }), { code: -1121 });
  }));
