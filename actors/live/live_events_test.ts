import assert from "node:assert/strict";
import { channelName, marketChannel } from "./live_events.ts";
import { marketOfChannel } from "./market_channel.ts";

Deno.test("a browser may ask for these channels", () => {
  const names = [
    "raw",
    "audit",
    "tree",
    "tree:whole",
    "open:BTC/USDT@1m",
    "trace:/root/market/feed",
    marketChannel("demo", "BTC/USDT"),
    marketChannel("binance-testnet", "stETH/USDT"),
    marketChannel("okx-demo", "BTC/USDT:USDT"),
  ];
  for (const name of names) assert.ok(channelName.safeParse(name).success, name);
});

Deno.test("a browser may ask for no other channel", () => {
  const names = [
    "",
    "raw ",
    "xraw",
    "market:",
    "market:demo",
    "market:demo:BTC",
    "market:Demo:BTC/USDT",
    "trace:root/x",
  ];
  for (const name of [...names, "market:demo-moon:BTC/USDT", "market:../x:BTC/USDT"]) {
    assert.ok(!channelName.safeParse(name).success, name);
  }
});

Deno.test("the channel of a market tells its venue and its symbol, also that of a derivative", () => {
  for (const [venueId, symbol] of [["demo", "BTC/USDT"], ["okx-demo", "BTC/USDT:USDT"]] as const) {
    assert.deepEqual(marketOfChannel(marketChannel(venueId, symbol)), { venueId, symbol });
  }
  assert.equal(marketOfChannel("open:BTC/USDT@1m"), null);
});
