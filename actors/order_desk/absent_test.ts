import assert from "node:assert/strict";
import type { Order } from "../../domain/order.ts";
import { VirtualClock } from "../runtime/virtual_clock.ts";
import { Absent } from "./absent.ts";

const HOUR_MS = 3_600_000;
const BEGAN_MS = Date.UTC(2026, 10, 22);
const settled = () => Promise.resolve();
const order = (updatedMs: number) => ({ clientOrderId: "a", updatedMs }) as Order;

Deno.test("of an order that was sent the time since tells, whatever becomes of the time of day; of others that", async () => {
  const clock = new VirtualClock(BEGAN_MS);
  const absent = new Absent();
  assert.equal(absent.msOf(order(BEGAN_MS - HOUR_MS), clock), HOUR_MS);
  absent.note(order(BEGAN_MS), clock);
  await clock.advance("10s", settled);
  for (const hours of [5, -10]) {
    clock.jump(hours * HOUR_MS);
    assert.equal(absent.msOf(order(BEGAN_MS), clock), 10_000);
  }
  clock.jump(5 * HOUR_MS);
  assert.equal(absent.msOf(order(BEGAN_MS + 4_000), clock), 6_000);
});

Deno.test("an order that seems to be of the future is counted from when it was asked for first", async () => {
  const clock = new VirtualClock(BEGAN_MS);
  const absent = new Absent();
  clock.jump(-5 * HOUR_MS);
  assert.equal(absent.msOf(order(BEGAN_MS), clock), 0);
  await clock.advance("70s", settled);
  assert.equal(absent.msOf(order(BEGAN_MS), clock), 70_000);
});
