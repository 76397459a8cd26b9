import assert from "node:assert/strict";
import type { Exchange } from "ccxt";
import { ExchangeRefused } from "../../domain/exchange_error.ts";
import { type BrokerEnvironment, enterEnvironment, hostsOf } from "./broker_hosts.ts";
import { exchangeIds } from "./load.ts";
import { openExchange } from "./open.ts";

const open = (id: string) => openExchange({ id, environment: "live" });

/** The exchange in an environment, with what would have gone out; null where there is none. */
async function inEnvironment(id: string, environment: BrokerEnvironment, hosts?: string[]) {
  const exchange = await open(id);
  const sent: string[] = [];
  exchange.fetch = (url: string) => {
    sent.push(url);
    return Promise.resolve({});
  };
  enterEnvironment(exchange, environment, hosts);
  return { exchange, sent };
}

Deno.test("a testnet is entered where it has hosts of its own, or a header that tells it apart; nowhere else", async () => {
  const entered: string[] = [];
  for (const id of await exchangeIds()) {
    const live = hostsOf((await open(id)).urls["api"], await open(id));
    const exchange: Exchange = await open(id);
    exchange.fetch = () => Promise.resolve({});
    try {
      enterEnvironment(exchange, "testnet");
    } catch (error) {
      assert.ok(error instanceof ExchangeRefused, `${id}: ${error}`);
      continue;
    }
    entered.push(id);
    const shared = [...hostsOf(exchange.urls["api"], exchange)].filter((host) => live.has(host));
    if (shared.length === 0) continue;
    await exchange.fetch(`https://${shared[0]}/private`, "POST", {}, "");
    exchange.headers = {};
    await assert.rejects(exchange.fetch(`https://${shared[0]}/private`, "POST", {}, ""), /would be a live one/, id);
  }
  assert.ok(entered.length >= 30, `only ${entered.length} were entered`);
  assert.ok(["binance", "bybit", "okx"].every((id) => entered.includes(id)), entered.join());
  for (const id of ["kraken", "coinbase", "kucoin", "htx", "bitstamp"]) assert.ok(!entered.includes(id), id);
});

Deno.test("a request to another host than those of the environment never goes out", async () => {
  const { exchange, sent } = await inEnvironment("binance", "testnet");
  await exchange.fetch("https://testnet.binance.vision/api/v3/order", "POST");
  await assert.rejects(
    exchange.fetch("https://api.binance.com/api/v3/order", "POST"),
    /a request to api\.binance\.com was stopped/,
  );
  await assert.rejects(exchange.fetch("undefined/0/private/AddOrder", "POST"), /a request to no host was stopped/);
  assert.deepEqual(sent, ["https://testnet.binance.vision/api/v3/order"]);
  assert.throws(() => exchange.client("wss://stream.binance.com:9443/ws"), /stream\.binance\.com:9443 was stopped/);
});

Deno.test("an address that is given is the only one there is", async () => {
  const { exchange, sent } = await inEnvironment("binance", "live", ["127.0.0.1:9100"]);
  await exchange.fetch("http://127.0.0.1:9100/api/v3/time");
  for (const url of ["https://api.binance.com/api/v3/time", "http://127.0.0.1:9101/api/v3/time"]) {
    await assert.rejects(exchange.fetch(url), ExchangeRefused);
  }
  assert.equal(sent.length, 1);
});

Deno.test("demo trading is entered where ccxt has hosts for it", async () => {
  const { exchange, sent } = await inEnvironment("binance", "demo");
  await exchange.fetch("https://demo-api.binance.com/api/v3/order", "POST");
  await assert.rejects(exchange.fetch("https://api.binance.com/api/v3/order", "POST"), ExchangeRefused);
  assert.equal(sent.length, 1);
  const kraken = await open("kraken");
  assert.throws(() => enterEnvironment(kraken, "demo"), /Kraken: ccxt knows no demo of it/);
});

Deno.test("live, a socket's host may be told by the exchange, but is of a domain that is known", async () => {
  const exchange = await open("kucoin");
  enterEnvironment(exchange, "live");
  exchange.client("wss://ws-api-spot.kucoin.com/?token=x");
  assert.throws(() => exchange.client("wss://ws-api-spot.kucoin.com.evil.example/"), ExchangeRefused);
  await exchange.close();
});
