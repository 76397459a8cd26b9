/** Moving orders that another client has placed at the demo exchange. */
import assert from "node:assert/strict";
import { fillsOf, findOrder } from "../db/orders.ts";
import { positionEventsOf } from "../db/position_events.ts";
import { orderDeskProtocol } from "./broker_protocol.ts";
import { printOn, until } from "./ccxt_broker_fixture.ts";
import { demoDesks, DESKS } from "./demo_desks_fixture.ts";
import { manualDeskProtocol } from "./manual_desk_protocol.ts";
import { elsewhere } from "./other_client_fixture.ts";

const PATIENT = { timeout: "30s" } as const;

async function openHouse(stack: AsyncDisposableStack) {
  const demo = await demoDesks(stack);
  const { running, userId, brokerId, kit, key } = demo;
  const desk = kit.system.whereis(DESKS.manual, manualDeskProtocol);
  const adopt = async (orderId: string) => {
    const orders = kit.system.whereis(DESKS.orders, orderDeskProtocol);
    const taken = await orders.ask("AdoptOrder", { userId, brokerId, symbol: "BTC/USDT", orderId }, PATIENT);
    assert.ok(taken.outcome === "adopted", JSON.stringify(taken));
    return taken.order;
  };
  const move = (clientOrderId: string, to: string) =>
    desk.ask("MoveOrder", { userId, clientOrderId, to }, { timeout: "1m" });
  const openThere = () =>
    running.exchange.desk.engine.accounts.openOrdersOf(key.accountId)
      .map(({ clientOrderId, price, steps }) => `${clientOrderId} ${(price ?? 0) / 100} ${steps / 100_000}`).sort();
  return { ...demo, other: stack.use(await elsewhere(running, key)), adopt, move, openThere };
}

Deno.test("a limit from elsewhere is moved once: what is left of it is placed anew as ours, and what was filled counts", async () => {
  await using stack = new AsyncDisposableStack();
  const { other, adopt, move, openThere, running, at, kit, db, userId } = await openHouse(stack);
  const orderId = await other.place({ clientOrderId: "web_1", side: "buy", quantity: "0.2", price: at(0.9) });
  printOn(running, Number(at(0.9)) - 1, "0.05");
  const adopted = await adopt(orderId);
  assert.equal(adopted.filledQuantity, "0.05");
  const [moved, again] = await Promise.all([move("web_1", at(0.8)), move("web_1", at(0.7))]);
  assert.ok(moved.outcome === "done", JSON.stringify(moved));
  const { clientOrderId, quantity, price, purpose, side } = moved.order;
  assert.match(clientOrderId, /^m-[0-9a-f]{32}$/);
  assert.deepEqual([quantity, price, purpose, side], ["0.15", at(0.8), "manual", "buy"]);
  assert.ok(again.outcome === "refused");
  assert.match(again.reason, /it is canceled/);
  assert.deepEqual(openThere(), [`${clientOrderId} ${at(0.8)} 0.15`]);
  const old = (await findOrder(db, "web_1"))!;
  assert.deepEqual([old.state, old.filledQuantity], ["canceled", "0.05"]);
  const factsOf = async (entryId: string) => (await positionEventsOf(db, { userId, entryId })).map(({ fact }) => fact);
  assert.deepEqual(await factsOf("web_1"), [{ kind: "Replaced", clientOrderId }]);
  await until(
    kit,
    async () =>
      (await factsOf(clientOrderId)).some((fact) => fact.kind === "Replaces" && fact.clientOrderId === "web_1"),
  );

  const further = await move(clientOrderId, at(0.85));
  assert.ok(further.outcome === "done", "it is like any other of ours");
  assert.deepEqual(openThere(), [`${clientOrderId}-1 ${at(0.85)} 0.15`]);
  printOn(running, Number(at(0.85)) - 1, "1");
  await until(kit, async () => (await findOrder(db, further.order.clientOrderId))?.state === "filled");
  assert.deepEqual([(await fillsOf(db, "web_1")).length, openThere()], [1, []]);
});

Deno.test("what is no limit, may belong to another order, or would be refused stays where it is", async () => {
  await using stack = new AsyncDisposableStack();
  const { other, adopt, move, openThere, at, db, kit } = await openHouse(stack);
  const target = await other.place({ clientOrderId: "one", side: "sell", quantity: "0.5", price: at(1.1) });
  const stop = await other.place({ clientOrderId: "two", side: "sell", quantity: "0.5", price: at(0.9), isStop: true });
  await adopt(target);
  const before = openThere();
  const whileForeign = await move("one", at(1.2));
  await adopt(stop);
  const whileAdopted = await move("one", at(1.2));
  const tooSmall = await move("one", "0.00000001");
  const noLimit = await move("two", at(0.8));
  const reasons = [whileForeign, whileAdopted, tooSmall, noLimit].map((managed) => {
    assert.ok(managed.outcome === "refused");
    return managed.reason;
  });
  assert.match(reasons[0]!, /stands beside it/);
  assert.equal(reasons[1], reasons[0]);
  assert.match(reasons[2]!, /price/);
  assert.match(reasons[3]!, /is no limit order/);
  assert.deepEqual(openThere(), before);
  await other.cancel(stop);
  await until(kit, async () => (await findOrder(db, "two"))?.state === "canceled");
  assert.equal((await move("one", at(1.2))).outcome, "done");
  assert.equal(openThere().length, 1);
});
