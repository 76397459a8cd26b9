import assert from "node:assert/strict";
import type { UTCTimestamp } from "lightweight-charts";
import { withPrints } from "./live_candles.ts";

const MINUTE = 1_700_000_040;
const print = (second: number, price: string, quantity = "1") => ({
  price,
  quantity,
  timeMs: (MINUTE + second) * 1000,
});
const candle = (time: number, price: number) => ({
  time: time as UTCTimestamp,
  open: price,
  high: price,
  low: price,
  close: price,
  volume: 1,
});

Deno.test("prints widen the open candle and begin the next one", () => {
  const changed = withPrints(candle(MINUTE, 10), [print(1, "12"), print(2, "9"), print(61, "11", "3")], "1m");
  assert.deepEqual(changed, [
    { time: MINUTE, open: 10, high: 12, low: 9, close: 9, volume: 3 },
    { time: MINUTE + 60, open: 11, high: 11, low: 11, close: 11, volume: 3 },
  ]);
});

Deno.test("a print from before the open candle changes nothing, and one without candles begins them", () => {
  assert.deepEqual(withPrints(candle(MINUTE, 10), [print(-1, "50")], "1m"), []);
  assert.deepEqual(withPrints(null, [print(5, "7")], "1m"), [candle(MINUTE, 7)]);
});
