import assert from "node:assert/strict";
import type { Order } from "../../../domain/order.ts";
import type { PlacedTicket } from "../../../domain/ticket.ts";
import { orderOf } from "./order_fixture.ts";
import { isRefusal, outcomeOf } from "./ticket_outcome.ts";

const placed = (different: Partial<Order>): PlacedTicket => ({ order: orderOf(different), exits: null, changes: [] });
const answered = (different: Partial<Order>) => outcomeOf({ ok: true, value: placed(different) });

Deno.test("an order that nobody has answered yet is not taken for one that was placed", () => {
  const reason = "no answer yet: it is not there";
  assert.deepEqual(answered({ state: "intended", reason }), { kind: "unheard", reason });
  assert.deepEqual(answered({ state: "intended", reason: null }), { kind: "unheard", reason: "intended" });
  for (const state of ["submitted", "accepted", "filled", "unknown"] as const) {
    assert.equal(answered({ state }).kind, "placed", state);
  }
});

Deno.test("what was refused is told apart from what was not heard", () => {
  const told = (status: number) => outcomeOf({ ok: false, status, reason: "why" }).kind;
  assert.deepEqual([0, 400, 404, 500, 504].map(told), ["unheard", "refused", "refused", "unheard", "unheard"]);
  assert.ok(isRefusal(answered({ state: "denied" })) && isRefusal({ kind: "refused", reason: "why" }));
  assert.ok(!isRefusal(answered({ state: "accepted" })) && !isRefusal({ kind: "unheard", reason: "why" }));
});
