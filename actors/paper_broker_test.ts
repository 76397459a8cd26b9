/** The paper broker holds what every broker holds. */
import { brokerContract, type BrokerHouse } from "./broker_contract.ts";
import type { OrderEvent } from "../domain/order.ts";
import { brokerEvents } from "./topics.ts";
import { eventually, paperOf, printAt, tradingFixture } from "./trading_fixture.ts";

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
    until: (look) => eventually(fixture, look),
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  };
  await house.print(PRICE, "1");
  return house;
}

brokerContract("paper broker", open);
