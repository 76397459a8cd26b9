import assert from "node:assert/strict";
import { balanceSnapshotsOf } from "../db/balance_snapshots.ts";
import { ensureBroker } from "../db/brokers.ts";
import { fixedPricesOf } from "./manual_desk_fixture.ts";
import {
  deskOf,
  eventually,
  PAPER_PATH,
  printAt,
  requestBy,
  START_MS,
  type TradingFixture,
  tradingFixture,
} from "./trading_fixture.ts";

/** A bookkeeper over a paper account with 100,000 USDT, and an account that does not run. */
async function fixture(prices: Record<string, string>): Promise<TradingFixture> {
  const opened = await tradingFixture({
    more: ({ db, rows }) => [
      { id: "venues", module: fixedPricesOf(prices) },
      {
        id: "bookkeeper",
        module: import.meta.resolve("./bookkeeper.actor.ts"),
        args: { db, paper: { [rows.broker.id]: PAPER_PATH }, brokersPath: "/root/brokers", venuesPath: "/root/venues" },
      },
    ],
  });
  const rest = { description: "", environment: "demo", isDefault: false, paperBalances: {} } as const;
  await ensureBroker(opened.db, { userId: opened.rows.user.id, name: "away", exchange: "demo", ...rest });
  return opened;
}

/** Its snapshots once there are so many. */
function taken(of: TradingFixture, count: number) {
  return eventually(of, async () => {
    const found = await balanceSnapshotsOf(of.db, null, of.rows.broker.id);
    if (found.length < count) return null;
    return found.map(({ timeMs, quote, valueQuote }) => [timeMs - START_MS, quote, valueQuote] as const);
  });
}

Deno.test("accounts are valued a minute after the start and every hour; one that does not run is passed over", async () => {
  await using of = await fixture({ "BTC/USDT": "30000" });
  await of.kit.advance("1m");
  assert.deepEqual(await taken(of, 1), [[60_000, "USDT", "100000"]]);
  await of.kit.advance("59m");
  assert.deepEqual((await taken(of, 2))[1], [3_600_000, "USDT", "100000"]);
  assert.equal((await of.db`select from balance_snapshots`).count, 2);
});

Deno.test("an account is valued once after fills, in the prices of its venue", async () => {
  const prices: Record<string, string> = { "BTC/USDT": "30000" };
  await using of = await fixture(prices);
  await printAt(of, "30000");
  for (const id of ["a-1", "a-2"]) await deskOf(of).ask("PlaceOrder", requestBy(of, id));
  await printAt(of, "30000");
  await eventually(of, async () => (await of.db`select from fills`).count === 2);
  prices["BTC/USDT"] = "31000";
  await of.kit.advance("30s");
  const found = await taken(of, 1);
  assert.deepEqual(found.map(([, ...worth]) => worth), [["USDT", "102000"]]);
});
