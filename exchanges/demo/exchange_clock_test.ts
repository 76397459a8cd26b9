import assert from "node:assert/strict";
import { ExchangeClock, reckon } from "./exchange_clock.ts";

Deno.test("the exchange's time runs as many times as fast", () => {
  let wallMs = 1000;
  const clock = new ExchangeClock({ wallMs, exchangeMs: 50_000 }, 60, () => wallMs);
  assert.equal(clock.now(), 50_000);
  wallMs += 250;
  assert.equal(clock.now(), 65_000);
  assert.deepEqual(clock.mark(), { wallMs: 1250, exchangeMs: 65_000 });
});

Deno.test("when the machine's clock is set back, the exchange's stands still", () => {
  let wallMs = 10_000;
  const clock = new ExchangeClock({ wallMs: 0, exchangeMs: 0 }, 1, () => wallMs);
  assert.equal(clock.now(), 10_000);
  wallMs = 4_000;
  assert.equal(clock.now(), 10_000);
  wallMs = 10_001;
  assert.equal(clock.now(), 10_001);
});

Deno.test("time that was spent off counts, and a clock set back counts for nothing", () => {
  const anchor = { wallMs: 1_000_000, exchangeMs: 7 };
  assert.equal(reckon(anchor, 2, 1_000_500), 1007);
  assert.equal(reckon(anchor, 2, 0), 7);
});

Deno.test("a clock that was stopped stands still, whatever the machine's does", () => {
  let wallMs = 0;
  const clock = new ExchangeClock({ wallMs: 0, exchangeMs: 0 }, 60, () => wallMs);
  wallMs = 10;
  clock.stop();
  wallMs = 5_000;
  clock.jump(1_000);
  assert.equal(clock.now(), 600);
});
