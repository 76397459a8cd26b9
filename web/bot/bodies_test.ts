import assert from "node:assert/strict";
import { timesOf } from "../times.ts";
import { activation } from "./bodies.ts";

const id = "00000000-0000-4000-8000-000000000001";
const asked = { strategyId: id, symbol: "BTC/USDT", shares: [{ brokerId: id, amountQuote: "1000" }] };

Deno.test("dates that no page can write are not taken", () => {
  const isTaken = (endMs: number) => activation.safeParse({ ...asked, startMs: endMs - 1, endMs }).success;
  const last = Date.UTC(9999, 11, 31);
  assert.deepEqual([1, last, last + 86_400_000, 8.64e15].map(isTaken), [true, true, false, false]);
  const zones = ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"];
  assert.deepEqual(
    zones.map((zone) => timesOf(zone).dateTime(last).length),
    zones.map(() => "9999-12-31 00:00".length),
  );
});
