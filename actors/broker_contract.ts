/**
 * For tests: what every broker holds, whichever venue is behind it. Each implementation brings a house in which its broker
 * trades BTC/USDT, and in which a test lets the market trade.
 */
import assert from "node:assert/strict";
import { Decimal } from "../domain/decimal.ts";
import { requestOf } from "../domain/order_arbitraries.ts";
import type { Fill, OrderEvent, OrderRequest } from "../domain/order.ts";
import type { brokerProtocol, OrderGroup } from "./broker_protocol.ts";
import type { ActorRef } from "./runtime/mod.ts";

/** A broker whose account began with 100,000 USDT and 2 BTC, with its market. */
export interface BrokerHouse extends AsyncDisposable {
  readonly broker: ActorRef<typeof brokerProtocol>;
  /** Everything that was told on `brokerEvents`. */
  readonly told: readonly OrderEvent[];
  /** About what BTC costs now, whole USDT. */
  readonly price: number;
  /** Lets the market trade. */
  print(price: number, quantity: string): Promise<void>;
  /** Sends an order of which the answer is lost on its way. */
  placeUnheard(request: OrderRequest): Promise<void>;
  /** The same for a group. */
  placeGroupUnheard(orders: OrderGroup["orders"]): Promise<void>;
  /** Lets everybody run until `look` finds something. @throws {Error} when it finds nothing in time. */
  until<T>(look: () => T | Promise<T>): Promise<NonNullable<T>>;
  /** What becomes of the second order of a group that is placed one by one. */
  readonly groups: "cancel each other" | "refused";
}

let orders = 0;

/** A request under a name of its own: a limit buy of 0.5 BTC a tenth below the market, with what a test wants different. */
function wanted(house: BrokerHouse, different: Partial<OrderRequest> = {}): OrderRequest {
  const limit = { type: "limit", price: String(Math.floor(house.price * 0.9)), quantity: "0.5" } as const;
  const other = different.type !== undefined && different.type !== "limit";
  return requestOf({
    clientOrderId: `contract-${++orders}`,
    ...limit,
    ...(other ? { price: null } : {}),
    ...different,
  });
}

const market = (house: BrokerHouse, different: Partial<OrderRequest> = {}) =>
  wanted(house, { type: "market", quantity: "0.01", ...different });

const toldOf = ({ told }: BrokerHouse, id: string) => told.filter(({ clientOrderId }) => clientOrderId === id);
const kindsOf = (house: BrokerHouse, id: string) => toldOf(house, id).map(({ kind }) => kind);
const fillsOf = (events: readonly OrderEvent[]): Fill[] =>
  events.flatMap((event) => event.kind === "OrderFilled" ? [event.fill] : []);
const sumOf = (fills: readonly Fill[]) => fills.reduce((sum, { quantity }) => sum.plus(quantity), new Decimal(0));
const filledIn = (house: BrokerHouse, id: string) => sumOf(fillsOf(toldOf(house, id))).toFixed();

async function place(house: BrokerHouse, request: OrderRequest): Promise<OrderRequest> {
  assert.deepEqual(await house.broker.ask("PlaceOrder", request), { outcome: "accepted" });
  return request;
}

async function eventsOf(house: BrokerHouse, { symbol, clientOrderId }: OrderRequest): Promise<OrderEvent[]> {
  const events = await house.broker.ask("GetOrderEvents", { symbol, clientOrderId });
  assert.ok(events, "the venue does not answer");
  return events;
}

async function balanceOf({ broker }: BrokerHouse, currency: string): Promise<{ free: string; used: string }> {
  const found = (await broker.ask("GetBalances", undefined)).find((balance) => balance.currency === currency);
  const { free, used } = found ?? { free: "0", used: "0" };
  return { free: new Decimal(free).toFixed(), used: new Decimal(used).toFixed() };
}

/** Lets the market trade until an order is filled: a venue fills a market order at once, or with the next prints. */
async function filled(house: BrokerHouse, { clientOrderId, quantity }: OrderRequest): Promise<Fill[]> {
  await house.until(async () => {
    if (filledIn(house, clientOrderId) !== quantity) await house.print(house.price, "1");
    return filledIn(house, clientOrderId) === quantity;
  });
  return fillsOf(toldOf(house, clientOrderId));
}

/** Registers the contract's tests for a broker. */
export function brokerContract(name: string, open: () => Promise<BrokerHouse>): void {
  const test = (title: string, walk: (house: BrokerHouse) => Promise<void>) =>
    Deno.test(`${name}: ${title}`, async () => {
      await using house = await open();
      await walk(house);
    });

  test("an order is accepted, told, and locks its money", async (house) => {
    const request = await place(house, wanted(house));
    await house.until(() => kindsOf(house, request.clientOrderId).includes("OrderAccepted"));
    assert.deepEqual((await eventsOf(house, request)).map(({ kind }) => kind), ["OrderAccepted"]);
    assert.ok(new Decimal((await balanceOf(house, "USDT")).used).gte(new Decimal(request.price!).times("0.5")));
  });

  test("a market order is filled, each fill with its fee, and the balance is what the fills say", async (house) => {
    const request = await place(house, market(house));
    const fills = await filled(house, request);
    for (const { fee, feeCurrency } of fills) {
      assert.ok(new Decimal(fee).gt(0));
      assert.ok(feeCurrency === "BTC" || feeCurrency === "USDT");
    }
    const feeOf = (currency: string) =>
      fills.filter(({ feeCurrency }) => feeCurrency === currency).reduce((sum, { fee }) => sum.plus(fee), ZERO);
    const cost = fills.reduce((sum, { price, quantity }) => sum.plus(new Decimal(price).times(quantity)), ZERO);
    assert.equal((await balanceOf(house, "BTC")).free, new Decimal("2.01").minus(feeOf("BTC")).toFixed());
    assert.equal(
      (await balanceOf(house, "USDT")).free,
      new Decimal(100_000).minus(cost).minus(feeOf("USDT")).toFixed(),
    );
    const ids = fillsOf(await eventsOf(house, request)).map(({ fillId }) => fillId);
    assert.deepEqual(ids.sort(), fills.map(({ fillId }) => fillId).sort());
  });

  test("a resting order is filled in parts, at its own price or better", async (house) => {
    const request = await place(house, wanted(house));
    const below = Number(request.price) - 1;
    await house.print(below, "0.2");
    await house.until(() => filledIn(house, request.clientOrderId) === "0.2");
    assert.equal(sumOf(fillsOf(await eventsOf(house, request))).toFixed(), "0.2");
    await house.print(below, "1");
    await house.until(() => filledIn(house, request.clientOrderId) === "0.5");
    for (const { price } of fillsOf(toldOf(house, request.clientOrderId))) {
      assert.ok(Number(price) <= Number(request.price));
    }
    assert.equal((await balanceOf(house, "USDT")).used, "0");
  });

  test("a cancel ends an order and frees its money; what is over or unknown cannot be canceled", async (house) => {
    const request = await place(house, wanted(house));
    const { symbol, clientOrderId } = request;
    assert.deepEqual(await house.broker.ask("CancelOrder", { symbol, clientOrderId }), {
      canceled: true,
      reason: null,
    });
    await house.until(() => kindsOf(house, clientOrderId).includes("OrderCanceled"));
    assert.equal((await eventsOf(house, request)).at(-1)?.kind, "OrderCanceled");
    assert.equal((await balanceOf(house, "USDT")).used, "0");
    for (const id of [clientOrderId, "nobody-knows-it"]) {
      const again = await house.broker.ask("CancelOrder", { symbol, clientOrderId: id });
      assert.equal(again.canceled, false);
      assert.ok(again.reason);
    }
  });

  test("a cancel leaves what was filled before", async (house) => {
    const request = await place(house, wanted(house));
    await house.print(Number(request.price) - 1, "0.2");
    const { symbol, clientOrderId } = request;
    assert.equal((await house.broker.ask("CancelOrder", { symbol, clientOrderId })).canceled, true);
    await house.until(() => kindsOf(house, clientOrderId).includes("OrderCanceled"));
    assert.equal(filledIn(house, clientOrderId), "0.2");
  });

  test("what the money does not cover is refused with the venue's reason, and nothing of it stands", async (house) => {
    const request = wanted(house, { quantity: "50" });
    const answer = await house.broker.ask("PlaceOrder", request);
    assert.equal(answer.outcome, "refused");
    assert.match("reason" in answer ? answer.reason : "", /insufficient/i);
    const kinds = (await eventsOf(house, request)).map(({ kind }) => kind);
    assert.ok(!kinds.includes("OrderAccepted"));
    assert.equal((await balanceOf(house, "USDT")).used, "0");
  });

  test("the same client order id twice is one order, while it is open and after it", async (house) => {
    const open = await place(house, wanted(house));
    await place(house, open);
    await house.print(Number(open.price) - 1, "5");
    await house.until(() => filledIn(house, open.clientOrderId) === "0.5");
    await place(house, open);
    await house.print(Number(open.price) - 1, "5");
    assert.equal((await balanceOf(house, "USDT")).used, "0");
    assert.ok(new Decimal((await balanceOf(house, "BTC")).free).lte("2.5"));
    assert.equal(sumOf(fillsOf(await eventsOf(house, open))).toFixed(), "0.5");
  });

  test("an order of which the answer was lost is found by its client order id, and is there once", async (house) => {
    const request = wanted(house);
    await house.placeUnheard(request);
    await house.until(async () => (await eventsOf(house, request)).length > 0);
    assert.deepEqual((await eventsOf(house, request)).map(({ kind }) => kind), ["OrderAccepted"]);
    const again = await house.broker.ask("PlaceOrder", request);
    assert.equal(again.outcome, "accepted");
    const used = new Decimal((await balanceOf(house, "USDT")).used);
    assert.ok(used.lt(new Decimal(request.price!).times("0.6")));
  });

  test("an order that the venue never saw has no events", async (house) => {
    assert.deepEqual(await eventsOf(house, wanted(house)), []);
  });

  test("a stop-loss and a take-profit wait for their price, then sell at the market", async (house) => {
    const stop = await place(house, sell(house, "stop_loss", 0.8));
    const target = await place(house, sell(house, "take_profit", 1.2));
    await house.print(house.price, "1");
    assert.deepEqual(
      [...fillsOf(toldOf(house, stop.clientOrderId)), ...fillsOf(toldOf(house, target.clientOrderId))],
      [],
    );
    await house.print(Math.floor(house.price * 1.2) + 1, "1");
    await filled(house, target);
    assert.deepEqual(fillsOf(toldOf(house, stop.clientOrderId)), []);
    await house.print(Math.floor(house.price * 0.8) - 1, "1");
    await filled(house, stop);
  });

  test("what it can do is told", async (house) => {
    const abilities = { stopLoss: true, takeProfit: true, groups: true, environment: "demo" };
    assert.deepEqual(await house.broker.ask("GetAbilities", undefined), abilities);
  });

  test("a group is taken at once, locks its amount once, and the first to be reached ends the other", async (house) => {
    const [stop, target] = await placeGroup(house, group(house, "2"));
    await house.until(() => [stop, target].every(({ clientOrderId }) => toldOf(house, clientOrderId).length > 0));
    assert.deepEqual(await balanceOf(house, "BTC"), { free: "0", used: "2" });
    await house.print(Math.floor(house.price * 1.2) + 1, "5");
    await filled(house, target);
    await house.until(() => ended(house, stop));
    assert.equal(filledIn(house, stop.clientOrderId), "0");
    assert.deepEqual(await balanceOf(house, "BTC"), { free: "0", used: "0" });
    await house.print(Math.floor(house.price * 0.8) - 1, "5");
    assert.equal(sumOf(fillsOf(await eventsOf(house, stop))).toFixed(), "0");
  });

  test("a group that the money does not cover is refused, and nothing of it stands", async (house) => {
    const orders = group(house, "3");
    const answer = await house.broker.ask("PlaceGroup", { orders });
    assert.equal(answer.outcome, "refused");
    assert.match("reason" in answer ? answer.reason : "", /insufficient/i);
    for (const order of orders) {
      assert.ok(!(await eventsOf(house, order)).some(({ kind }) => kind === "OrderAccepted"));
    }
    assert.deepEqual(await balanceOf(house, "BTC"), { free: "2", used: "0" });
  });

  test("cancelling one of a group ends both", async (house) => {
    const [stop, target] = await placeGroup(house, group(house, "1"));
    const { symbol, clientOrderId } = target;
    assert.equal((await house.broker.ask("CancelOrder", { symbol, clientOrderId })).canceled, true);
    await house.until(() => ended(house, target) && ended(house, stop));
    assert.deepEqual(await balanceOf(house, "BTC"), { free: "2", used: "0" });
  });

  test("the same group twice is one", async (house) => {
    const orders = group(house, "0.5");
    await placeGroup(house, orders);
    await placeGroup(house, orders);
    assert.equal((await balanceOf(house, "BTC")).used, "0.5");
  });

  test("a group of which the answer was lost is found by its client order ids, and is there once", async (house) => {
    const orders = group(house, "0.5");
    await house.placeGroupUnheard(orders);
    for (const order of orders) {
      await house.until(async () => (await eventsOf(house, order)).length > 0);
      assert.deepEqual((await eventsOf(house, order)).map(({ kind }) => kind), ["OrderAccepted"]);
    }
    assert.deepEqual(await house.broker.ask("PlaceGroup", { orders }), { outcome: "accepted" });
    assert.equal((await balanceOf(house, "BTC")).used, "0.5");
  });

  test("of a group that is placed one by one the first to be reached ends the other, or no other is taken", async (house) => {
    const stop = await place(house, { ...sell(house, "stop_loss", 0.8), groupId: "g", quantity: "2" });
    const target = { ...sell(house, "take_profit", 1.2), groupId: "g", quantity: "2" };
    const second = await house.broker.ask("PlaceOrder", target);
    if (house.groups === "refused") {
      assert.equal(second.outcome, "refused");
      assert.match("reason" in second ? second.reason : "", /cancel each other/);
    } else {
      assert.equal(second.outcome, "accepted");
    }
    await house.print(Math.floor(house.price * 0.8) - 1, "5");
    await filled(house, stop);
    assert.equal(filledIn(house, target.clientOrderId), "0");
    const ended = house.groups === "refused" ? [] : ["OrderAccepted", "OrderCanceled"];
    assert.deepEqual((await eventsOf(house, target)).map(({ kind }) => kind), ended);
  });

  test("a market's rules and the balances are told; of a market that is not there nothing", async (house) => {
    const rules = await house.broker.ask("GetMarket", { symbol: "BTC/USDT" });
    assert.deepEqual([rules?.base, rules?.quote, rules?.priceStep, rules?.quantityStep, rules?.minNotional], [
      "BTC",
      "USDT",
      "0.01",
      "0.00001",
      "5",
    ]);
    assert.equal(await house.broker.ask("GetMarket", { symbol: "NOBODY/USDT" }), null);
    const fees = await house.broker.ask("GetFees", { symbol: "BTC/USDT" });
    assert.ok(fees !== null && Number(fees.maker) >= 0 && Number(fees.taker) >= 0 && Number(fees.taker) < 0.01);
    assert.deepEqual(await balanceOf(house, "BTC"), { free: "2", used: "0" });
    assert.deepEqual(await balanceOf(house, "USDT"), { free: "100000", used: "0" });
  });
}

const ZERO = new Decimal(0);

let groups = 0;

/** A stop and a target for so much BTC. */
function group(house: BrokerHouse, quantity: string): OrderGroup["orders"] {
  const groupId = `contract-group-${++groups}`;
  const one = (type: "stop_loss" | "take_profit", factor: number) => ({
    ...sell(house, type, factor),
    groupId,
    quantity,
  });
  return [one("stop_loss", 0.8), one("take_profit", 1.2)];
}

async function placeGroup(house: BrokerHouse, orders: OrderGroup["orders"]): Promise<OrderGroup["orders"]> {
  assert.deepEqual(await house.broker.ask("PlaceGroup", { orders }), { outcome: "accepted" });
  return orders;
}

/** Venues say either word of an order that its partner has ended. */
function ended(house: BrokerHouse, { clientOrderId }: OrderRequest): boolean {
  return kindsOf(house, clientOrderId).some((kind) => kind === "OrderCanceled" || kind === "OrderExpired");
}

function sell(house: BrokerHouse, type: "stop_loss" | "take_profit", factor: number): OrderRequest {
  return wanted(house, { side: "sell", type, quantity: "0.01", stopPrice: String(Math.floor(house.price * factor)) });
}
