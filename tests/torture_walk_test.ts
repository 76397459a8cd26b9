/**
 * The whole platform killed while it trades, as `deno task torture` does it at length; afterwards its books are the exchange's. Each
 * kill is a start of the platform: by night alone. By day `broker_kill_walk_test.ts` kills what places orders.
 */
import assert from "node:assert/strict";
import { nightly, seed } from "../actors/runtime/test_scale.ts";
import { DISASTERS } from "../torture/disasters.ts";
import { linesOf } from "../torture/figures.ts";
import { torture } from "../torture/run.ts";

const TIMES = 20;
const USERS = 2;

Deno.test({
  name: `${TIMES} kills of the whole platform: orders, fills, balances, candles and alerts are what truly happened`,
  ignore: !nightly,
  fn: async () => {
    const flags = { disaster: "kill", times: TIMES, seed, databaseUrl: null, speed: 60, keeps: false, users: USERS };
    const outcome = await torture(flags, DISASTERS.kill!, () => {});
    console.log(linesOf(outcome).join("\n"));
    assert.deepEqual(outcome.differences, []);
    assert.ok(outcome.orders.theirs > 0 && outcome.orders.fills > 0, `${outcome.orders.fills} fills`);
    assert.ok(outcome.candles.chains > 0);
  },
});
