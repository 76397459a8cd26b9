import assert from "node:assert/strict";
import { newKey } from "./clients.ts";
import { TradingEngine } from "./engine.ts";
import { FEES, tradingHouse, wanted } from "./test_market.ts";
import { TradingStore } from "./store.ts";

Deno.test("balances, orders, lists and executions are the same after a restart, and orders go on being filled", async () => {
  const directory = await Deno.makeTempDir();
  const path = `${directory}/deep/trading.sqlite`;
  try {
    const { engine, book, market } = tradingHouse({ asks: [[10_010, 300]] });
    const save = (store: TradingStore) => store.save(engine.takeEvents(), engine.accounts);
    {
      using store = new TradingStore(path);
      for (const id of engine.accounts.ids) store.saveClient(newKey(id, `client ${id}`), engine.accounts);
      engine.place(1, wanted({ price: 10_010, clientOrderId: "rests" }));
      save(store);
      engine.placeList(2, {
        clientListId: "list",
        above: wanted({ type: "LIMIT_MAKER", side: "SELL", price: 10_100 }),
        below: wanted({ type: "STOP_LOSS", side: "SELL", stopPrice: 9_950 }),
      });
      save(store);
      const canceled = engine.place(2, wanted({ price: 9_000 }));
      engine.cancel(2, canceled.orderId, "c");
      save(store);
    }
    using store = new TradingStore(path);
    assert.deepEqual(store.keys().map(({ accountId, name }) => [accountId, name]), [[1, "client 1"], [2, "client 2"]]);
    const accounts = store.load();
    const venue = { rules: engine.market("BTCUSDT").rules, book, lastPrice: () => market.last };
    const again = new TradingEngine({ venues: [venue], now: () => market.nowMs, fees: FEES, accounts });
    for (const id of [1, 2]) {
      assert.deepEqual(accounts.account(id).ledger.balances(), engine.accounts.account(id).ledger.balances());
      assert.deepEqual(accounts.ordersOf(id), engine.accounts.ordersOf(id));
      assert.deepEqual(accounts.executionsOf(id), engine.accounts.executionsOf(id));
      assert.deepEqual(accounts.listsOf(id), engine.accounts.listsOf(id));
    }
    assert.deepEqual(accounts.counters, engine.accounts.counters);
    assert.deepEqual(again.takeEvents(), [], "a restart is nothing that happened to a client");
    again.onTrade("BTCUSDT", { id: 1, timeMs: 2_000, price: 9_000, steps: 5_000, quote: 0n, buyerIsMaker: true });
    assert.equal(accounts.byClientId(1, "rests")!.status, "FILLED");
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("a file that is no such store is refused", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, "this is no database, but it is long enough to look like one".repeat(20));
    assert.throws(() => new TradingStore(path), /not a database/);
  } finally {
    await Deno.remove(path);
  }
});
