/** Whatever clients and the market do: no money appears or vanishes, and nothing is locked that no open order needs. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { ApiError } from "../rest/errors.ts";
import type { TradingEngine } from "./engine.ts";
import { lockKey, lockNeed } from "./locks.ts";
import { moneyOf } from "./money.ts";
import { isOver, type NewOrder } from "./order.ts";
import { RULES, tradingHouse, wanted } from "./test_market.ts";

type House = ReturnType<typeof tradingHouse>;

const account = fc.constantFrom(1, 2);
const side = fc.constantFrom("BUY" as const, "SELL" as const);
const price = fc.integer({ min: 9_900, max: 10_100 });
const steps = fc.integer({ min: 1, max: 6_000 });
const selfTradeMode = fc.constantFrom("NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH");

const order: fc.Arbitrary<Partial<NewOrder>> = fc.oneof(
  fc.record({ side, price, steps, selfTradeMode, timeInForce: fc.constantFrom("GTC", "IOC", "FOK") }),
  fc.record({ type: fc.constant("LIMIT_MAKER"), side, price, steps }),
  fc.record({ type: fc.constant("MARKET"), side, steps, selfTradeMode }),
  fc.record({
    type: fc.constant("MARKET"),
    side,
    steps: fc.constant(0),
    quoteQuantity: fc.integer({ min: 5, max: 500_000 }).map((cents) => moneyOf(`${cents / 100}`)!),
  }),
  fc.record({ type: fc.constantFrom("STOP_LOSS", "TAKE_PROFIT"), side, steps, stopPrice: price }),
  fc.record({ type: fc.constantFrom("STOP_LOSS_LIMIT", "TAKE_PROFIT_LIMIT"), side, steps, stopPrice: price, price }),
  fc.record({
    type: fc.constantFrom("STOP_LOSS", "TAKE_PROFIT"),
    side,
    steps,
    trailingDelta: fc.integer({ min: 10, max: 100 }),
  }),
) as fc.Arbitrary<Partial<NewOrder>>;

const command: fc.Arbitrary<(house: House) => void> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(account, order).map(([id, of]) => ({ engine }: House) => engine.place(id, wanted(of))),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(account, side, price, price, steps).map(([id, of, high, low, many]) => ({ engine }: House) => {
      const [limit, stop] = of === "SELL" ? ["above", "below"] : ["below", "above"];
      const priceOf = (leg: string | undefined) => leg === "above" ? Math.max(high, low) : Math.min(high, low);
      engine.placeList(id, {
        clientListId: "list",
        [limit!]: wanted({ type: "LIMIT_MAKER", side: of, steps: many, price: priceOf(limit) }),
        [stop!]: wanted({ type: "STOP_LOSS", side: of, steps: many, stopPrice: priceOf(stop) }),
      } as never);
    }),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(account, fc.nat(50)).map(([id, place]) => ({ engine }: House) => {
      const open = engine.accounts.openOrdersOf(id);
      if (open.length > 0) engine.cancel(id, open[place % open.length]!.orderId, "cancel");
    }),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(price, steps, fc.boolean()).map(([at, many, isMaker]) => ({ print }: House) =>
      print(at, many, isMaker)
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(side, price, steps).map(([of, at, many]) => ({ book }: House) => {
      const [own, other] = of === "BUY" ? ["bid", "ask"] as const : ["ask", "bid"] as const;
      const best = book.best(other)?.price;
      if (best === undefined || (of === "BUY" ? at < best : at > best)) book.set(own, at, many);
    }),
  },
);

Deno.test("no money appears or vanishes, and locked plus free is what executions say there is", () => {
  fc.assert(
    fc.property(fc.array(command, { minLength: 1, maxLength: 60, size: "max" }), (commands) => {
      const house = tradingHouse({ bids: [[9_990, 3_000]], asks: [[10_010, 3_000]] });
      for (const run of commands) {
        const before = picture(house.engine);
        try {
          run(house);
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          assert.deepEqual(picture(house.engine), before, `refused (${error.message}), and yet something changed`);
        }
        checkMoney(house.engine);
      }
    }),
    { numRuns: 300 },
  );
});

/** Everything that a refusal must leave alone. */
function picture({ accounts }: TradingEngine): unknown {
  return accounts.ids.map((
    id,
  ) => [accounts.account(id).ledger.balances(), accounts.ordersOf(id), accounts.listsOf(id)]);
}

function checkMoney(engine: TradingEngine): void {
  const { accounts } = engine;
  const market = engine.market("BTCUSDT");
  for (const id of accounts.ids) {
    const { ledger } = accounts.account(id);
    const expected = new Map([["USDT", moneyOf("100000")!], ["BTC", moneyOf("10")!]]);
    const add = (asset: string, amount: bigint) => expected.set(asset, expected.get(asset)! + amount);
    for (const { isBuyer, quote, steps, fee, feeAsset } of accounts.executionsOf(id)) {
      const base = BigInt(steps) * 10n ** BigInt(16 - RULES.quantityPlaces);
      add("USDT", isBuyer ? -quote : quote);
      add("BTC", isBuyer ? base : -base);
      add(feeAsset, -fee);
    }
    const needs = new Map<string, { asset: string; amount: bigint }>();
    for (const open of accounts.openOrdersOf(id)) {
      assert.equal(isOver(open), false);
      assert.ok(open.executedSteps < open.steps);
      const asset = open.side === "SELL" ? "BTC" : "USDT";
      const amount = lockNeed(open, market);
      const held = needs.get(lockKey(open))?.amount ?? 0n;
      needs.set(lockKey(open), { asset, amount: amount > held ? amount : held });
    }
    for (const { asset, free, locked } of ledger.balances()) {
      assert.equal(free + locked, expected.get(asset), `${asset} of ${id}`);
      assert.ok(free >= 0n, `${asset} of ${id} is ${free}`);
      const needed = [...needs.values()].filter((need) => need.asset === asset);
      assert.equal(locked, needed.reduce((sum, { amount }) => sum + amount, 0n), `locked ${asset} of ${id}`);
    }
  }
}
