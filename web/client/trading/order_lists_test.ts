import assert from "node:assert/strict";
import type { Order } from "../../../domain/order.ts";
import { orderOf } from "./order_fixture.ts";
import { isOpen, mergeOpen, mergePage } from "./order_lists.ts";

const ids = (orders: readonly Order[]) => orders.map(({ clientOrderId }) => clientOrderId);

Deno.test("an order stands in the open ones until nothing can become of it", () => {
  const one = orderOf({ clientOrderId: "a", createdMs: 1 });
  const two = orderOf({ clientOrderId: "b", createdMs: 2 });
  assert.deepEqual(ids(mergeOpen([one], two)), ["b", "a"]);
  assert.deepEqual(ids(mergeOpen([two, one], { ...two, state: "filled" })), ["a"]);
  assert.deepEqual(ids(mergeOpen([two, one], { ...one, state: "partially_filled" })), ["b", "a"]);
  assert.deepEqual(
    (["denied", "rejected", "canceled", "expired", "filled"] as const).map((state) => isOpen({ state })),
    [false, false, false, false, false],
  );
});

Deno.test("the log shows what became of an order where it stands, and new ones on its first page alone", () => {
  const one = orderOf({ clientOrderId: "a", createdMs: 1 });
  const page = { orders: [one], total: 1, page: 1, pages: 1 };
  assert.equal(mergePage(page, { ...one, state: "filled" }).orders[0]!.state, "filled");
  const added = mergePage(page, orderOf({ clientOrderId: "b", createdMs: 2 }));
  assert.deepEqual([ids(added.orders), added.total], [["b", "a"], 2]);
  const second = { ...page, page: 2 };
  assert.deepEqual(mergePage(second, orderOf({ clientOrderId: "b", createdMs: 2 })), second);
});
