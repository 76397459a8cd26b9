import assert from "node:assert/strict";
import { countedOn, shortages } from "./position_audit.ts";

const balance = (currency: string, free: string, used = "0") => ({ currency, free, used });

Deno.test("what all strategies of an account hold is counted by currency; shorts are none of it", () => {
  const counted = countedOn([
    { symbol: "BTC/USDT", quantity: "0.1" },
    { symbol: "BTC/EUR", quantity: "0.2" },
    { symbol: "ETH/USDT", quantity: "-1" },
    { symbol: "LTC/USDT", quantity: "0" },
  ]);
  assert.deepEqual([...counted].map(([currency, quantity]) => [currency, quantity.toFixed()]), [["BTC", "0.3"]]);
});

Deno.test("less than is counted on is a shortage, free and locked together; a rest of a step is none", () => {
  const counted = countedOn([{ symbol: "BTC/USDT", quantity: "1" }]);
  assert.deepEqual(shortages(counted, [balance("BTC", "0.4", "0.6")]), []);
  assert.deepEqual(shortages(counted, [balance("BTC", "0.999")]), []);
  assert.deepEqual(shortages(counted, [balance("BTC", "0.5", "0.4")]), [
    { currency: "BTC", counted: "1", found: "0.9" },
  ]);
  assert.deepEqual(shortages(counted, [balance("USDT", "5")])[0]?.found, "0");
});
