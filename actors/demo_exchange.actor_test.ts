import assert from "node:assert/strict";
import { demoExchangeProtocol } from "./demo_exchange_protocol.ts";
import { createSystem, supervisor } from "./runtime/mod.ts";

Deno.test("the demo exchange answers for its address, and comes back at the same one after a restart", async () => {
  const directory = await Deno.makeTempDir();
  const args = { port: 0, klines: [], speed: 1, seed: 1, statePath: `${directory}/demo.json` };
  const module = import.meta.resolve("./demo_exchange.actor.ts");
  const system = await createSystem(
    supervisor({ strategy: "one_for_one", children: [{ id: "demo-exchange", module, args }] }),
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
  } finally {
    await system[Symbol.asyncDispose]();
    await Deno.remove(directory, { recursive: true });
  }
});
