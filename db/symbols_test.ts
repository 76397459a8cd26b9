import assert from "node:assert/strict";
import type { Market } from "../domain/market.ts";
import { currenciesOf } from "../domain/market.ts";
import { findSymbol, replaceSymbols, symbolPage } from "./symbols.ts";
import { testDatabase } from "./test_database.ts";

const marketOf = (symbol: string, changes: Partial<Market> = {}): Market => ({
  symbol,
  ...currenciesOf(symbol),
  priceStep: "0.01",
  quantityStep: "0.00001",
  minQuantity: "0",
  maxQuantity: null,
  minNotional: "5",
  ...changes,
});
const marketsOf = (...symbols: string[]) => symbols.map((symbol) => marketOf(symbol));
const all = { search: "", quote: null, page: 1, pageSize: 100 };

Deno.test("a venue's symbols are replaced, and what was added and removed is counted", async () => {
  await using database = await testDatabase();
  const { db } = database;
  assert.deepEqual(await replaceSymbols(db, "kraken", marketsOf("BTC/USDT", "ETH/USDT")), { added: 2, removed: 0 });
  assert.deepEqual(await replaceSymbols(db, "binance-testnet", marketsOf("BTC/USDT")), { added: 1, removed: 0 });
  const changed = marketOf("ETH/USDT", { priceStep: "0", quantityStep: "0.5", maxQuantity: "9000", minNotional: null });
  assert.deepEqual(await replaceSymbols(db, "kraken", [changed, marketOf("XRP/EUR")]), { added: 1, removed: 1 });
  assert.deepEqual(await findSymbol(db, "kraken", "ETH/USDT"), changed);
  assert.equal(await findSymbol(db, "kraken", "BTC/USDT"), undefined);
  assert.deepEqual(await findSymbol(db, "binance-testnet", "BTC/USDT"), marketOf("BTC/USDT"));
  assert.deepEqual(await replaceSymbols(db, "kraken", []), { added: 0, removed: 2 });
  assert.deepEqual((await symbolPage(db, "kraken", all)).symbols, []);
});

Deno.test("a market that is told twice is there once, and a load that fails changes nothing", async () => {
  await using database = await testDatabase();
  const { db } = database;
  assert.deepEqual(await replaceSymbols(db, "x", marketsOf("BTC/USDT", "BTC/USDT")), { added: 1, removed: 0 });
  const wrong = marketOf("ETH/USDT", { priceStep: "-1" });
  await assert.rejects(replaceSymbols(db, "x", [wrong]), { code: "23514" });
  assert.deepEqual((await symbolPage(db, "x", all)).symbols.map(({ symbol }) => symbol), ["BTC/USDT"]);
});

Deno.test("pages follow one another without a hole, and one beyond the end is the last", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const names = Array.from({ length: 25 }, (_, index) => `C${String(index).padStart(2, "0")}/USDT`);
  await replaceSymbols(db, "x", marketsOf(...names));
  const seen: string[] = [];
  for (let page = 1; page <= 3; page++) {
    const found = await symbolPage(db, "x", { ...all, page, pageSize: 10 });
    assert.deepEqual([found.total, found.page, found.pages], [25, page, 3]);
    seen.push(...found.symbols.map(({ symbol }) => symbol));
  }
  assert.deepEqual(seen, names);
  assert.equal((await symbolPage(db, "x", { ...all, page: 99, pageSize: 10 })).page, 3);
  assert.deepEqual(await symbolPage(db, "nowhere", all), { symbols: [], total: 0, page: 1, pages: 1, quotes: [] });
  await assert.rejects(symbolPage(db, "x", { ...all, page: 0 }));
});

Deno.test("a search finds by text, the base that is meant first; quotes are offered by how common they are", async () => {
  await using database = await testDatabase();
  const { db } = database;
  await replaceSymbols(db, "x", marketsOf("WBTC/USDT", "BTCUP/USDT", "BTC/USDT", "BTC/EUR", "ETH/BTC", "ETH/USDC"));
  const found = async (search: string, quote: string | null = null) =>
    (await symbolPage(db, "x", { ...all, search, quote })).symbols.map(({ symbol }) => symbol);
  assert.deepEqual(await found(" btc "), ["BTC/EUR", "BTC/USDT", "BTCUP/USDT", "ETH/BTC", "WBTC/USDT"]);
  assert.deepEqual(await found("BTC", "USDT"), ["BTC/USDT", "BTCUP/USDT", "WBTC/USDT"]);
  assert.deepEqual(await found("ethusdc"), ["ETH/USDC"]);
  assert.deepEqual(await found("eth/u"), ["ETH/USDC"]);
  assert.deepEqual((await symbolPage(db, "x", { ...all, search: "wbtc" })).quotes, ["USDT", "BTC", "EUR", "USDC"]);
});

Deno.test("what is typed is text, never a pattern or a statement", async () => {
  await using database = await testDatabase();
  const { db } = database;
  await replaceSymbols(db, "x", marketsOf("A_B/USDT", "AxB/USDT", "C$/USDT"));
  const count = async (search: string, quote: string | null = null) =>
    (await symbolPage(db, "x", { ...all, search, quote })).total;
  assert.equal(await count("a_b"), 1);
  assert.equal(await count("c$"), 1);
  for (const search of ["%", "A%B", "\\", "\\_", "'; drop table symbols; --", "\0", "[", "😀"]) {
    assert.equal(await count(search), 0, search);
  }
  assert.equal(await count("", "%"), 0);
  assert.equal(await count("", "\0"), 0);
  assert.equal(await findSymbol(db, "x", "'\0"), undefined);
  assert.equal(await count(""), 3);
});
