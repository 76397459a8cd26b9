import assert from "node:assert/strict";
import { ticketOrderId } from "../domain/ticket_ids.ts";
import { fateOf, type StoredCall } from "./compare_alerts.ts";
import type { Alert } from "./journal.ts";

const ticketId = "0f0e0d0c-0b0a-4908-8706-050403020100";
const orders = new Set([ticketOrderId("entry", ticketId)]);
const alert: Alert = { id: "a", deliveries: 2, acknowledged: 2, refusals: [] };
const done: StoredCall = { name: "a", verdict: "accepted", state: "done", reason: null, ticketId };
const repeated: StoredCall = { ...done, verdict: "duplicate", state: "none" };

Deno.test("an alert that was taken is one order, a failure for a reason, or nothing to do", () => {
  assert.deepEqual(fateOf(alert, [done, repeated], orders), { fate: "orders" });
  assert.deepEqual(fateOf(alert, [{ ...done, state: "failed", reason: "too late" }], new Set()), { fate: "failed" });
  assert.deepEqual(fateOf(alert, [{ ...done, reason: "nothing is held" }], new Set()), { fate: "nothing" });
  assert.deepEqual(fateOf({ ...alert, acknowledged: 0 }, [], orders), { fate: null });
});

Deno.test("one that was acknowledged and lost, taken twice, or left waiting is wrong", () => {
  const wrongOf = (calls: StoredCall[], of: Alert = alert) => {
    const judged = fateOf(of, calls, new Set());
    return "wrong" in judged ? judged.wrong : "";
  };
  assert.match(wrongOf([repeated]), /is not stored/);
  assert.match(wrongOf([done, done]), /was accepted 2 times/);
  assert.match(wrongOf([{ ...done, state: "waiting" }]), /is still waiting/);
  assert.match(wrongOf([done]), /is done without an order and without a reason/);
});

Deno.test("a delivery that was refused for its own sake is no loss, whether another one was taken or none", () => {
  const refusals = [{ status: 400, words: "time is 09:00, expected at most 120 s ago" }, {
    status: 429,
    words: "wait",
  }];
  assert.deepEqual(fateOf({ ...alert, refusals }, [done], orders), { fate: "orders" });
  assert.deepEqual(fateOf({ ...alert, acknowledged: 0, refusals }, [], orders), { fate: null });
  const isWrong = (of: Partial<Alert>, calls: StoredCall[]) => "wrong" in fateOf({ ...alert, ...of }, calls, orders);
  assert.ok(isWrong({ refusals }, []), "it was acknowledged, and is not stored");
  assert.ok(isWrong({ refusals }, [done, done]), "it was taken twice");
  for (const odd of [{ status: 404, words: "There is no such webhook" }, { status: 400, words: "" }]) {
    assert.ok(isWrong({ refusals: [odd] }, [done]), `refused with ${odd.status} "${odd.words}", and taken`);
    assert.ok(isWrong({ acknowledged: 0, refusals: [odd] }, []), `refused with ${odd.status} "${odd.words}"`);
  }
});
