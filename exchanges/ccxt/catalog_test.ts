import assert from "node:assert/strict";
import { CATALOG } from "./catalog.ts";
import { catalogOfCcxt } from "./catalog_entry.ts";
import { exchangeIds } from "./load.ts";

const entry = (id: string) => CATALOG.find((one) => one.id === id);

Deno.test("the list of exchanges is what ccxt itself knows; deno task catalog writes it anew", async () => {
  assert.deepEqual(CATALOG, await catalogOfCcxt());
  assert.deepEqual(CATALOG.map(({ id }) => id).sort(), await exchangeIds());
  assert.equal(new Set(CATALOG.map(({ name }) => name)).size, CATALOG.length);
});

Deno.test("an exchange is offered in the environments that it really has, with the fields it asks for", () => {
  assert.deepEqual(entry("binance"), {
    id: "binance",
    name: "Binance",
    environments: ["live", "testnet", "demo"],
    fields: [{ name: "apiKey", isSecret: false }, { name: "secret", isSecret: true }],
  });
  assert.deepEqual(entry("kraken")?.environments, ["live"]);
  assert.deepEqual(entry("okx")?.fields.map(({ name }) => name), ["apiKey", "secret", "password"]);
  assert.deepEqual(entry("hyperliquid")?.fields.map(({ name }) => name), ["walletAddress", "privateKey"]);
  assert.deepEqual(entry("dydx")?.fields.map(({ name }) => name), ["walletAddress", "privateKey"]);
});
