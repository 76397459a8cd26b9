import assert from "node:assert/strict";
import { deskOpenings } from "../topics.ts";
import { DESK_PATH, eventually, RECORDER_PATH, type TradingFixture, tradingFixture } from "../trading_fixture.ts";
import { examples } from "../../strategies/examples.ts";
import { activeStrategyProtocol } from "./protocol.ts";
import type { DeskScript } from "./scripted_desk.ts";

/** A guard of a strategy on BTC/USDT 1m, and the desk that it asks. */
async function guarded(history: DeskScript["history"]) {
  const fixture = await tradingFixture();
  const { kit, db, rows } = fixture;
  const script: DeskScript = { needs: [], history, asked: 0 };
  await kit.spawn({ id: "market-desk", module: import.meta.resolve("./scripted_desk.ts"), args: { script } });
  const { name, source } = examples[0]!;
  const paths = { recorderPath: RECORDER_PATH, orderDeskPath: DESK_PATH, deskPath: "/root/market-desk" };
  const guard = await kit.system.start("/root/strategies", {
    id: "guard",
    module: import.meta.resolve("../active_strategy.actor.ts"),
    protocol: activeStrategyProtocol,
    args: { db, activeStrategy: rows.active, name, source, ...paths },
  });
  return { ...fixture, guard, script };
}

type Guarded = TradingFixture & Pick<Awaited<ReturnType<typeof guarded>>, "guard">;

function isBegun(of: Guarded): Promise<boolean> {
  return of.guard.ask("GetStatus", undefined).then(({ state }) => state !== "starting");
}

Deno.test("a guard needs its market from a thousand candles ago on, and tells a desk that started anew", async () => {
  await using of = await guarded(null);
  const { kit, script, guard } = of;
  const need = await eventually(of, () => script.needs[0]);
  const { symbol, timeframe } = of.rows.active;
  const fromMs = kit.clock.now() - 1_000 * 60_000;
  assert.deepEqual(need, { symbol, timeframe, fromMs, by: guard.path, forMs: null });
  await eventually(of, () => isBegun(of));
  kit.system.publish(deskOpenings, { atMs: 0 });
  await eventually(of, () => script.needs.length === 2);
});

Deno.test("a strategy begins when its past is stored, or cannot be had", async () => {
  for (const history of [{ complete: true, error: null }, { complete: false, error: "HTTP 503" }]) {
    await using of = await guarded({ complete: false, error: null });
    await eventually(of, () => of.script.asked === 1);
    await of.kit.advance("3s");
    assert.ok(of.script.asked >= 3);
    assert.equal(await isBegun(of), false);
    of.script.history = history;
    await of.kit.advance("2s");
    await eventually(of, () => isBegun(of));
  }
});

Deno.test("a past that takes too long is not waited for for ever", async () => {
  await using of = await guarded({ complete: false, error: null });
  await eventually(of, async () => {
    await of.kit.advance("1s");
    return await isBegun(of);
  });
  assert.equal(of.script.asked, 300);
});
