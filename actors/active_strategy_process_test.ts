/** A source at work in its real process: told its market, and followed by another version in another process. */
import assert from "node:assert/strict";
import { decisionsOf } from "../db/decisions.ts";
import { testDatabase } from "../db/test_database.ts";
import { testRows } from "../db/test_rows.ts";
import type { Candle } from "../domain/candle.ts";
import { guardProtocol } from "./active_strategy/guard.ts";
import { createSystem, supervisor } from "./runtime/mod.ts";
import { untilWithin } from "./runtime/test_until.ts";
import { candleKey, heartbeat } from "./topics.ts";

const MINUTE_MS = 60_000;
const until = untilWithin(60_000);
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Enters when its market demands what the paper account does; says with its size which version it is. */
const sourceOf = (size: number) =>
  `import { Strategy } from "aristobot/strategy";
export default class Sized extends Strategy {
  shouldLong() { return this.market.minNotional === 5 && this.fees.taker === 0.001; }
  override calculatePositionSize() { return ${size}; }
}
`;

Deno.test("another version takes over from a process that runs, and decides on the next candle", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { broker, active } = await testRows(db);
  const { symbol, timeframe } = active;
  const moduleOf = (name: string) => import.meta.resolve(`./${name}.actor.ts`);
  const guard = { db, activeStrategy: active, name: "Sized", source: sourceOf(0.001) };
  const paths = { recorderPath: "/root/recorder", orderDeskPath: "/root/order-desk" };
  await using system = await createSystem(
    supervisor({
      strategy: "one_for_one",
      children: [
        { id: "recorder", module: moduleOf("recorder"), args: { db } },
        {
          id: "paper",
          module: moduleOf("paper_broker"),
          args: { db, brokerId: broker.id, cash: { USDT: "1000" }, symbols: [symbol] },
        },
        {
          id: "order-desk",
          module: moduleOf("order_desk"),
          args: { db, paper: { [broker.id]: "/root/paper" }, brokersPath: "/root/brokers", riskPath: null },
        },
        { id: "guard", module: moduleOf("active_strategy"), args: { ...guard, ...paths } },
      ],
    }),
    { logger: silent },
  );
  const ref = system.whereis("/root/guard", guardProtocol);
  const state = async () => (await ref.ask("GetStatus", undefined, { timeout: "30s" })).state;
  let openMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const decided = async () => {
    openMs += MINUTE_MS;
    const prices = { open: "30000", high: "30000", low: "30000", close: "30000", volume: "1" };
    const candle: Candle = { symbol, timeframe, openMs, closeMs: openMs + MINUTE_MS - 1, ...prices };
    system.publish(heartbeat.key(candleKey(symbol, timeframe)), { candle });
    const kept = () => decisionsOf(db, active.id, { fromMs: openMs, toMs: null, limit: 1 });
    await until(async () => (await kept()).length === 1);
    const [{ kind, quantity }] = await kept() as [Awaited<ReturnType<typeof kept>>[number]];
    return [kind, quantity];
  };
  await until(async () => await state() === "warming_up");
  assert.deepEqual(await decided(), ["enter", 0.001]);
  const broken = await ref.ask("Upgrade", { version: 1, source: "export default 1;" }, { timeout: "30s" });
  assert.equal(broken.upgraded, false);
  assert.deepEqual(await decided(), ["enter", 0.001]);
  const upgrade = await ref.ask("Upgrade", { version: 1, source: sourceOf(0.002) }, { timeout: "30s" });
  assert.deepEqual(upgrade, { upgraded: true, reason: null });
  assert.deepEqual(await decided(), ["enter", 0.002]);
  assert.equal((await ref.ask("GetStatus", undefined)).restarts, 0);
});
