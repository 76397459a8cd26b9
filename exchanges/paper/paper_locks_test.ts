import assert from "node:assert/strict";
import { Decimal } from "../../domain/decimal.ts";
import type { OrderRequest } from "../../domain/order.ts";
import { Locks } from "./paper_locks.ts";
import { lockedOf, paysWith } from "./paper_money.ts";
import { newPaperState, PAPER_RULES, type PaperOrder, type PaperState } from "./paper_state.ts";

function orderOf(n: number, different: Partial<OrderRequest> = {}): PaperOrder {
  const request: OrderRequest = {
    ...{ clientOrderId: `order-${n}`, userId: "u", brokerId: "b", activeStrategyId: null, symbol: "BTC/USDT" },
    ...{ side: "buy", type: "limit", quantity: `${n}.5`, price: `${100 + n}`, stopPrice: null, groupId: null },
    purpose: "manual",
    ...different,
  };
  const left = new Decimal(request.quantity);
  return { request, left, fills: 0, triggered: false, resting: false, placedAt: null };
}

Deno.test("what others lock is followed through fills and ends, as if it were added up anew", () => {
  const group = { groupId: "g", side: "sell" } as const;
  const sells = [orderOf(1, { side: "sell" }), orderOf(2, group), orderOf(3, group), orderOf(4, { side: "sell" })];
  const buys = [5, 6, 7].map((n) => orderOf(n));
  let state: PaperState = { ...newPaperState({ USDT: "100000", BTC: "100" }), open: [...sells, ...buys] };
  const locks = new Locks(PAPER_RULES);
  const areRight = () => {
    for (const order of state.open) {
      const anew = lockedOf(state, paysWith(order), PAPER_RULES, order);
      assert.ok(locks.besides(state, order).eq(anew), `${order.request.clientOrderId}: expected ${anew}`);
    }
  };
  const become = (order: PaperOrder, after: readonly PaperOrder[]) => {
    const next = { ...state, open: state.open.flatMap((one) => one === order ? after : [one]) };
    locks.follow(order, state, next);
    state = next;
    areRight();
  };
  areRight();
  become(buys[1]!, [{ ...buys[1]!, left: new Decimal("0.25"), fills: 1 }]);
  become(buys[0]!, []);
  become(sells[0]!, [{ ...sells[0]!, left: new Decimal(1) }]);
  become(sells[1]!, []);
  become(sells[3]!, []);
  const [last] = state.open.filter(({ request }) => request.clientOrderId === "order-7");
  become(last!, [{ ...last!, resting: true }]);
});
