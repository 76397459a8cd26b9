import assert from "node:assert/strict";
import { OrderBook } from "../order_book.ts";
import { TradingDesk } from "./desk.ts";
import { moneyOf } from "./money.ts";
import { FEES, RULES, wanted } from "./test_market.ts";

Deno.test("whatever a command or a trade of the market does bears one time, however fast the clock runs", () => {
  const book = new OrderBook(1_000);
  for (const price of [10_010, 10_020]) book.set("ask", price, 300);
  let timeMs = 0;
  const now = () => timeMs += 360; // ahead at every look
  using desk = new TradingDesk({
    venues: [{ rules: RULES, book, lastPrice: () => 10_000 }],
    now,
    fees: FEES,
    path: null,
  });
  const { accountId } = desk.openAccount("somebody", [["USDT", moneyOf("100000")!], ["BTC", moneyOf("10")!]]);
  const told: number[] = [];
  desk.listen((event) => event.kind === "BalancesChanged" && told.push(event.timeMs));
  const order = desk.run((engine) => engine.place(accountId, wanted({ type: "MARKET" })));
  const { timeMs: placedMs, workingMs, updateMs, status } = order;
  const fillsMs = desk.engine.accounts.executionsOf(accountId).map(({ timeMs }) => timeMs);
  assert.deepEqual([status, fillsMs.length], ["EXPIRED", 2], "it took both prices, and there was no more");
  assert.equal(told.length, 1);
  assert.deepEqual([...new Set([placedMs, workingMs, updateMs, ...fillsMs, ...told])], [placedMs]);
  assert.ok(desk.run((engine) => engine.place(accountId, wanted({ price: 9_000 }))).timeMs > placedMs);
});
