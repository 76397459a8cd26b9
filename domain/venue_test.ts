import assert from "node:assert/strict";
import { type Venue, venueId, venueOf } from "./venue.ts";

Deno.test("a venue and its name are the same thing", () => {
  const venues: [Venue, string][] = [
    [{ exchange: "binance", environment: "live" }, "binance"],
    [{ exchange: "binance", environment: "testnet" }, "binance-testnet"],
    [{ exchange: "okx", environment: "demo" }, "okx-demo"],
    [{ exchange: "demo", environment: "demo" }, "demo"],
    [{ exchange: "paper", environment: "demo" }, "paper"],
  ];
  for (const [venue, id] of venues) assert.deepEqual([venueId(venue), venueOf(id)], [id, venue]);
});

Deno.test("what is no venue's name is refused", () => {
  for (const id of ["", "Binance", "binance-moon", "../x", "binance/live"]) assert.throws(() => venueOf(id), id);
});
