import assert from "node:assert/strict";
import { Decimal } from "../domain/decimal.ts";
import type { Fill, Order } from "../domain/order.ts";
import { applyFill, closes, flatPosition, type Position } from "../domain/position.ts";
import { randomFrom } from "../domain/backtest/random.ts";
import type { Db } from "./db.ts";
import { saveIntent, updateOrder } from "./orders.ts";
import { settledPosition, strategyBook } from "./strategy_book.ts";
import { testDatabase } from "./test_database.ts";
import { TEST_START_MS, testFill, testOrder, testRows } from "./test_rows.ts";

type Active = Awaited<ReturnType<typeof testRows>>["active"];

/** Stores a filled order as the order desk does, with what it has earned; answers the position after it. */
async function trade(
  db: Db,
  active: Active,
  n: number,
  before: Position,
  fills: Partial<Fill>[],
  side: Order["side"] = new Decimal(before.quantity).gt("0.01") ? "sell" : "buy",
): Promise<Position> {
  const purpose = side === "buy" ? "entry" : "exit";
  const made = { clientOrderId: `order-${n}`, side, purpose, createdMs: TEST_START_MS + n * 60_000 } as const;
  const order = testOrder(active, { ...made, updatedMs: made.createdMs });
  await saveIntent(db, order);
  let [position, stored]: [Position, Order] = [before, order];
  for (const [index, different] of fills.entries()) {
    const fill = testFill(order, { fillId: `${n}-${index}`, timeMs: made.createdMs + index, ...different });
    const after = applyFill(position, side, fill);
    const earned = new Decimal(after.realisedQuote).minus(position.realisedQuote).plus(stored.profitQuote ?? 0);
    stored = {
      ...stored,
      state: "filled",
      profitQuote: closes(position, side) ? earned.toFixed() : stored.profitQuote,
    };
    await updateOrder(db, stored, fill);
    position = after;
  }
  return position;
}

/** The history makes this position, wherever it is divided: so many orders at its end are read one by one. */
async function isWhole(db: Db, active: Active, position: Position, divisions: readonly number[]): Promise<void> {
  for (const newest of divisions) {
    const { settled, orders, fills } = await strategyBook(db, active, newest);
    const after = fills.reduce((held, { side, fill }) => applyFill(held, side, fill), settled);
    assert.deepEqual(numbersOf(after), numbersOf(position), `${newest} newest`);
    assert.ok(orders.length >= Math.min(newest, 30) && fills.length === 2 * orders.length);
  }
  assert.deepEqual(numbersOf(await settledPosition(db, active)), numbersOf(position));
}

Deno.test("older executions added up where they are, and the newest one by one, are the whole history", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { active } = await testRows(db);
  const random = randomFrom(7);
  let position = flatPosition(active.symbol);
  for (let n = 0; n < 30; n++) {
    const isSale = new Decimal(position.quantity).gt("0.01");
    const quantity = isSale ? cut(new Decimal(position.quantity).div(2)) : "0.10007";
    const fee = n % 3 === 0 ? { fee: "0.00010007", feeCurrency: "BTC" } : { fee: "2.8366611", feeCurrency: "USDT" };
    const price = () => (28_000 + random() * 1_000).toFixed(2);
    position = await trade(db, active, n, position, [{ quantity, price: price(), ...fee }, {
      quantity: isSale ? quantity : "0.05",
      price: price(),
      ...fee,
    }]);
  }
  await isWhole(db, active, position, [1, 2, 7, 29, 30, 200]);
  assert.deepEqual((await strategyBook(db, active, 30)).settled, flatPosition(active.symbol));
});

Deno.test("so are those of positions that were sold first, and of orders that turn a position round", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { active } = await testRows(db);
  const random = randomFrom(11);
  let position = flatPosition(active.symbol);
  for (let n = 0; n < 40; n++) {
    const fills = [1, 2].map(() => ({
      quantity: (0.01 + random() / 10).toFixed(5),
      price: (28_000 + random() * 1_000).toFixed(2),
      ...random() < 0.5 ? { fee: "0.00001007", feeCurrency: "BTC" } : { fee: "0", feeCurrency: "BNB" },
    }));
    position = await trade(db, active, n, position, fills, random() < 0.5 ? "sell" : "buy");
  }
  await isWhole(db, active, position, [1, 5, 13, 39]);
});

Deno.test("what may still change and what came since the newest entry is read however old it is", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { active } = await testRows(db);
  const at = (n: number) => ({ createdMs: TEST_START_MS + n, updatedMs: TEST_START_MS + n });
  const made = [
    { clientOrderId: "open", state: "accepted", purpose: "entry", ...at(0) },
    { clientOrderId: "old", state: "filled", purpose: "exit", ...at(1) },
    { clientOrderId: "entry", state: "filled", purpose: "entry, stop loss 29000", ...at(2) },
    { clientOrderId: "stop", state: "filled", purpose: "stop loss", ...at(3) },
    { clientOrderId: "sale", state: "filled", purpose: "sell", ...at(4) },
  ] as const;
  for (const order of made) await saveIntent(db, testOrder(active, order));
  const namesOf = async (newest: number) =>
    (await strategyBook(db, active, newest)).orders.map(({ clientOrderId }) => clientOrderId);
  assert.deepEqual(await namesOf(1), ["open", "entry", "stop", "sale"]);
  assert.deepEqual(await namesOf(4), ["open", "old", "entry", "stop", "sale"]);
  assert.deepEqual((await strategyBook(db, { ...active, id: crypto.randomUUID() })).orders, []);
});

function cut(quantity: Decimal): string {
  return quantity.toDecimalPlaces(5, Decimal.ROUND_DOWN).toFixed();
}

function numbersOf({ quantity, costQuote, realisedQuote }: Position) {
  return [quantity, costQuote, realisedQuote].map((number) => new Decimal(number).toFixed());
}
