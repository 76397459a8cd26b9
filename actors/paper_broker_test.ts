/** The paper broker holds what every broker holds. */
import assert from "node:assert/strict";
import { brokerContract, type BrokerHouse } from "./broker_contract.ts";
import type { OrderEvent } from "../domain/order.ts";
import { brokerEvents, trades } from "./topics.ts";
import { eventually, paperOf, printAt, requestBy, tradingFixture } from "./trading_fixture.ts";

const PRICE = 30_000;

async function open(): Promise<BrokerHouse> {
  const fixture = await tradingFixture({ cash: { USDT: "100000", BTC: "2" }, paper: { feeRate: "0.001" } });
  const broker = paperOf(fixture);
  const told: readonly OrderEvent[] = fixture.kit.probe(brokerEvents.key(fixture.rows.broker.id)).got;
  const house: BrokerHouse = {
    broker,
    told,
    price: PRICE,
    groups: "cancel each other",
    print: (price, quantity) => printAt(fixture, String(price), quantity),
    placeUnheard: (request) => {
      broker.tell("PlaceOrder", request);
      return Promise.resolve();
    },
    placeGroupUnheard: (orders) => {
      broker.tell("PlaceGroup", { orders });
      return Promise.resolve();
    },
    until: (look) => eventually(fixture, look),
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  };
  await house.print(PRICE, "1");
  return house;
}

brokerContract("paper broker", open);

Deno.test("a print that is told again, because the feed fell, fills nothing again", async () => {
  await using fixture = await tradingFixture();
  const { kit } = fixture;
  const told = kit.probe(brokerEvents.key(fixture.rows.broker.id)).got;
  await paperOf(fixture).ask("PlaceOrder", requestBy(fixture, "large", { quantity: "0.3" }));
  const filled = () => told.flatMap((event) => event.kind === "OrderFilled" ? [event.fill.quantity] : []);
  const print = async (id: number, timeMs: number) => {
    const trade = { symbol: "BTC/USDT", id, price: "30000", quantity: "0.1", timeMs, takerSide: "buy" as const };
    kit.system.publish(trades.key(trade.symbol), { trade });
    await kit.settle();
  };
  await print(7, 1_000);
  await print(8, 2_000);
  await print(7, 1_000);
  await print(8, 2_000);
  assert.deepEqual(filled(), ["0.1", "0.1"]);
  await print(1, 3_000); // the exchange counts anew
  assert.deepEqual(filled(), ["0.1", "0.1", "0.1"]);
});
