import assert from "node:assert/strict";
import { chaosPlan } from "../exchanges/demo/chaos/plan.ts";
import { demoExchangeProtocol } from "./demo_exchange_protocol.ts";
import { createSystem, type Logger, supervisor } from "./runtime/mod.ts";

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

Deno.test("the demo exchange answers for its address, and comes back at the same one after a restart", async () => {
  const directory = await Deno.makeTempDir();
  const args = { port: 0, klines: [], speed: 1, seed: 1, statePath: `${directory}/demo.json`, tradingPath: null };
  const module = import.meta.resolve("./demo_exchange.actor.ts");
  const system = await createSystem(
    supervisor({ strategy: "one_for_one", children: [{ id: "demo-exchange", module, args }] }),
    { logger: silent },
  );
  try {
    const ref = system.whereis("/root/demo-exchange", demoExchangeProtocol);
    const before = await ref.ask("GetAddress", undefined);
    const first = await (await fetch(`${before.restUrl}/api/v3/time`)).json();
    await system.restart("/root/demo-exchange");
    assert.deepEqual(await ref.ask("GetAddress", undefined), before);
    const second = await (await fetch(`${before.restUrl}/api/v3/time`)).json();
    assert.ok(second.serverTime >= first.serverTime);
    const state = await ref.ask("GetState", undefined);
    assert.deepEqual(state.symbols, ["BTCUSDT", "ETHUSDT"]);
    assert.equal(state.connections, 0);
    const [one, other] = [await ref.ask("OpenAccount", { name: "x" }), await ref.ask("OpenAccount", { name: "x" })];
    assert.match(`${one.apiKey} ${one.secret}`, /^\w{64} \w{64}$/);
    assert.notEqual(one.apiKey, other.apiKey);
    assert.deepEqual(await ref.ask("GetFaults", undefined), { counts: {} });
    ref.tell("SetChaos", { plan: chaosPlan.parse({ serverError: 1 }) });
    await ref.ask("GetState", undefined);
    const failed = await fetch(`${before.restUrl}/api/v3/time`);
    assert.ok(failed.status >= 500, await failed.text());
    assert.deepEqual(await ref.ask("GetFaults", undefined), { counts: { serverError: 1 } });
    ref.tell("SetChaos", { plan: null });
    await ref.ask("GetState", undefined);
    assert.equal((await fetch(`${before.restUrl}/api/v3/ping`).then((response) => response.json())).code, undefined);
  } finally {
    await system[Symbol.asyncDispose]();
    await Deno.remove(directory, { recursive: true });
  }
});
