import assert from "node:assert/strict";
import { symbolOfFile } from "./symbol_name.ts";

Deno.test("the symbol stands in the file's name", () => {
  const BTCUSDT = { id: "BTCUSDT", base: "BTC", quote: "USDT" };
  for (
    const name of [
      "BTC_USDT-1m.json.gz",
      "BTCUSDT-1m-2023-04.csv",
      "/a-1m/BTC_USDT-1m.json",
      "C:\\x\\BTCUSDT-1m.csv.gz",
    ]
  ) {
    assert.deepEqual(symbolOfFile(name), BTCUSDT);
  }
  assert.deepEqual(symbolOfFile("ADA_BTC-1m.json"), { id: "ADABTC", base: "ADA", quote: "BTC" });
});

Deno.test("a name without symbol, or of another timeframe, is refused with what was expected", () => {
  assert.throws(() => symbolOfFile("btc.json"), { message: /"btc.json": expected BTC_USDT-1m.json/ });
  assert.throws(() => symbolOfFile("BTC_USDT-5m.json"), { message: /expected BTC_USDT-1m/ });
  assert.throws(() => symbolOfFile("FOOBAR-1m.csv"), { message: /"FOOBAR": expected it to end with one of/ });
});
