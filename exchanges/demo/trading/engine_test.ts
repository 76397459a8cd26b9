import assert from "node:assert/strict";
import { moneyOf, moneyText } from "./money.ts";
import { tradingHouse, wanted } from "./test_market.ts";

const BOOK = { bids: [[9_990, 500], [9_980, 2_000]], asks: [[10_010, 500], [10_020, 2_000]] } as {
  bids: [number, number][];
  asks: [number, number][];
};
const refusedFor = (words: RegExp) => (error: unknown) => error instanceof Error && words.test(error.message);

Deno.test("a market order walks the book, pays its fee in what it receives, and takes from the levels", () => {
  const { engine, book, total } = tradingHouse(BOOK);
  const order = engine.place(1, wanted({ type: "MARKET" }));
  assert.equal(order.status, "FILLED");
  assert.equal(moneyText(order.executedQuote), "100.15000000");
  assert.equal(moneyText(total(1, "USDT")), "99899.85000000");
  assert.equal(moneyText(total(1, "BTC")), "10.99900000");
  assert.deepEqual(book.levels("ask"), [{ price: 10_020, steps: 1_500 }]);
  assert.deepEqual(engine.accounts.executionsOf(1).map(({ price, steps, isMaker }) => [price, steps, isMaker]), [
    [10_010, 500, false],
    [10_020, 500, false],
  ]);
});

Deno.test("a market order in quote currency spends no more than it says; one that finds too little expires with the rest", () => {
  const { engine } = tradingHouse(BOOK);
  const spent = engine.place(1, wanted({ type: "MARKET", steps: 0, quoteQuantity: moneyOf("60")! }));
  assert.equal(spent.status, "FILLED");
  assert.equal(moneyText(spent.executedQuote), "59.96980000");
  const large = engine.place(1, wanted({ type: "MARKET", steps: 5_000 }));
  assert.deepEqual([large.status, large.expiryReason], ["EXPIRED", "INSUFFICIENT_LIQUIDITY"]);
  assert.equal(large.executedSteps, 1_901);
});

Deno.test("a limit order takes what is good enough, rests with the remainder, and locks what that may cost", () => {
  const { engine, free } = tradingHouse(BOOK);
  const order = engine.place(1, wanted({ price: 10_010 }));
  assert.deepEqual([order.status, order.executedSteps], ["PARTIALLY_FILLED", 500]);
  assert.equal(moneyText(free(1, "USDT")), moneyText(moneyOf("100000")! - moneyOf("50.05")! - moneyOf("50.05")!));
  assert.equal(engine.market("BTCUSDT").resting("BUY").length, 1);
});

Deno.test("IOC ends with what it got, FOK takes all or nothing, and a post-only order that would take is refused", () => {
  const { engine } = tradingHouse(BOOK);
  const ioc = engine.place(1, wanted({ price: 10_010, timeInForce: "IOC" }));
  assert.deepEqual([ioc.status, ioc.executedSteps], ["EXPIRED", 500]);
  const fok = engine.place(1, wanted({ price: 10_020, steps: 2_001, timeInForce: "FOK" }));
  assert.deepEqual([fok.status, fok.executedSteps], ["EXPIRED", 0]);
  assert.equal(engine.place(1, wanted({ price: 10_020, steps: 2_000, timeInForce: "FOK" })).status, "FILLED");
  const post = wanted({ type: "LIMIT_MAKER", side: "SELL", price: 9_980 });
  assert.throws(() => engine.place(1, post), refusedFor(/immediately match and take/));
});

Deno.test("what rests is filled by the market's own trades: what stood there before it first, beyond its price at once", () => {
  const { engine, print } = tradingHouse(BOOK);
  const { orderId } = engine.place(1, wanted({ price: 9_990 }));
  const executed = () => engine.accounts.order(orderId)!.executedSteps;
  print(9_990, 400);
  assert.equal(executed(), 0, "500 stood before it");
  print(9_990, 300, false);
  assert.equal(executed(), 0, "that was a buyer who took from the asks");
  print(9_990, 300);
  assert.equal(executed(), 200);
  print(9_985, 100);
  assert.equal(executed(), 300);
  print(9_980, 5_000);
  assert.deepEqual([engine.accounts.order(orderId)!.status, executed()], ["FILLED", 1_000]);
  assert.ok(engine.accounts.executionsOf(1).every(({ price, isMaker }) => price === 9_990 && isMaker));
});

Deno.test("clients meet each other by price and then by time, and money only changes hands", () => {
  const { engine, total } = tradingHouse({}, { makerMillionths: 0, takerMillionths: 0 });
  engine.place(1, wanted({ side: "SELL", price: 10_050, steps: 500, clientOrderId: "worse" }));
  engine.place(1, wanted({ side: "SELL", price: 10_000, steps: 300, clientOrderId: "first" }));
  engine.place(1, wanted({ side: "SELL", price: 10_000, steps: 300, clientOrderId: "second" }));
  engine.place(2, wanted({ price: 10_050, steps: 700 }));
  const executed = (id: string) => engine.accounts.byClientId(1, id)!.executedSteps;
  assert.deepEqual([executed("first"), executed("second"), executed("worse")], [300, 300, 100]);
  assert.equal(moneyText(total(1, "USDT") + total(2, "USDT")), "200000.00000000");
  assert.equal(moneyText(total(1, "BTC") + total(2, "BTC")), "20.00000000");
});

Deno.test("nobody trades with himself: the older order goes, or the newer, as the order says", () => {
  const { engine } = tradingHouse();
  engine.place(1, wanted({ side: "SELL", clientOrderId: "mine" }));
  assert.equal(engine.place(1, wanted({ selfTradeMode: "EXPIRE_TAKER" })).status, "EXPIRED_IN_MATCH");
  assert.equal(engine.place(1, wanted()).status, "NEW");
  assert.equal(engine.accounts.byClientId(1, "mine")!.status, "EXPIRED_IN_MATCH");
  assert.equal(engine.accounts.executionsOf(1).length, 0);
});

Deno.test("a stop sleeps until its price is traded, then sells at the market; one that would wake at once is refused", () => {
  const { engine, print, free } = tradingHouse(BOOK);
  const stop = engine.place(1, wanted({ type: "STOP_LOSS", side: "SELL", stopPrice: 9_950 }));
  assert.deepEqual([stop.status, stop.isWorking], ["NEW", false]);
  assert.equal(moneyText(free(1, "BTC")), "9.00000000");
  print(9_951, 10);
  assert.equal(engine.accounts.order(stop.orderId)!.isWorking, false);
  print(9_950, 10);
  assert.equal(engine.accounts.order(stop.orderId)!.status, "FILLED");
  const late = wanted({ type: "STOP_LOSS", side: "SELL", stopPrice: 9_960 });
  assert.throws(() => engine.place(1, late), refusedFor(/trigger immediately/));
});

Deno.test("a trailing stop follows the price up and sells when it has fallen by its distance", () => {
  const { engine, print } = tradingHouse(BOOK);
  const { orderId } = engine.place(
    1,
    wanted({ type: "STOP_LOSS", side: "SELL", steps: 100, trailingDelta: 100, stopPrice: null }),
  );
  for (const price of [10_000, 10_500, 10_400, 10_396]) print(price, 1);
  assert.equal(engine.accounts.order(orderId)!.isWorking, false);
  print(10_395, 1);
  assert.equal(engine.accounts.order(orderId)!.status, "FILLED");
});

Deno.test("of two orders in a list one cancels the other, and both together lock the money once", () => {
  const { engine, print, free } = tradingHouse(BOOK);
  const legs = (name: string) => ({
    clientListId: name,
    above: wanted({ type: "LIMIT_MAKER", side: "SELL", price: 10_100 }),
    below: wanted({ type: "STOP_LOSS_LIMIT", side: "SELL", stopPrice: 9_950, price: 9_940 }),
  });
  const target = engine.placeList(1, legs("one"));
  assert.equal(moneyText(free(1, "BTC")), "9.00000000");
  print(10_100, 400, false);
  const [above, below] = target.orderIds.map((id) => engine.accounts.order(id)!);
  assert.equal(above!.status, "PARTIALLY_FILLED");
  assert.deepEqual([below!.status, below!.expiryReason], ["EXPIRED", "OCO_TRIGGER"]);
  assert.equal(engine.accounts.list(target.listId)!.isDone, true);
  engine.cancel(1, above!.orderId, "c");
  print(10_000, 1);
  const stopped = engine.placeList(1, legs("two"));
  print(9_950, 1);
  const [limit, stop] = stopped.orderIds.map((id) => engine.accounts.order(id)!);
  assert.equal(limit!.status, "EXPIRED");
  assert.equal(stop!.status, "FILLED");
  assert.equal(moneyText(free(1, "BTC")), "8.60000000");
});

Deno.test("a cancel ends the whole list and frees its money; what is over cannot be canceled", () => {
  const { engine, free } = tradingHouse(BOOK);
  const list = engine.placeList(1, {
    clientListId: "l",
    above: wanted({ type: "LIMIT_MAKER", side: "SELL", price: 10_100 }),
    below: wanted({ type: "STOP_LOSS", side: "SELL", stopPrice: 9_950 }),
  });
  assert.equal(engine.cancel(1, list.orderIds[1], "c").length, 2);
  assert.equal(moneyText(free(1, "BTC")), "10.00000000");
  assert.throws(() => engine.cancel(1, list.orderIds[0], "c"), refusedFor(/Unknown order sent/));
  assert.throws(() => engine.cancel(2, list.orderIds[0], "c"), refusedFor(/Unknown order sent/));
});

Deno.test("what the balance does not cover is refused, and a client order id is unique among open orders only", () => {
  const { engine } = tradingHouse(BOOK);
  assert.throws(() => engine.place(1, wanted({ side: "SELL", steps: 10_001 })), refusedFor(/insufficient balance/));
  assert.throws(() => engine.place(1, wanted({ price: 9_000, steps: 1_200_000 })), refusedFor(/insufficient balance/));
  const first = engine.place(1, wanted({ clientOrderId: "same", price: 9_000 }));
  assert.throws(() => engine.place(1, wanted({ clientOrderId: "same" })), refusedFor(/Duplicate order sent/));
  assert.equal(engine.place(2, wanted({ clientOrderId: "same", price: 9_000 })).status, "NEW");
  engine.cancel(1, first.orderId, "c");
  assert.notEqual(engine.place(1, wanted({ clientOrderId: "same", price: 9_000 })).orderId, first.orderId);
});

Deno.test("a client hears of each change in order, and of his balances after it", () => {
  const { engine } = tradingHouse(BOOK);
  engine.place(1, wanted({ price: 10_010, steps: 600 }));
  assert.deepEqual(
    engine.takeEvents().map((event) =>
      event.kind === "OrderChanged" ? `${event.type} ${event.order.status}` : event.kind
    ),
    ["NEW NEW", "TRADE PARTIALLY_FILLED", "BalancesChanged"],
  );
  assert.deepEqual(engine.takeEvents(), []);
});
