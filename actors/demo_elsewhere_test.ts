import assert from "node:assert/strict";
import { startDemoExchange } from "../exchanges/demo/server.ts";
import { demoDoorProtocol } from "./demo_exchange_protocol.ts";
import { AskError, createSystem, supervisor } from "./runtime/mod.ts";
import type { Logger } from "./runtime/mod.ts";

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

Deno.test("a demo exchange elsewhere opens accounts of their own, and is found at its address", async () => {
  const running = await startDemoExchange();
  const module = import.meta.resolve("./demo_elsewhere.actor.ts");
  const child = { id: "demo-exchange", module, args: { restUrl: running.restUrl } };
  const system = await createSystem(supervisor({ strategy: "one_for_one", children: [child] }), { logger: silent });
  try {
    const demo = system.whereis("/root/demo-exchange", demoDoorProtocol);
    const { restUrl, wsUrl } = running;
    assert.deepEqual(await demo.ask("GetAddress", undefined), { restUrl, wsUrl });
    const [one, other] = [await demo.ask("OpenAccount", { name: "x" }), await demo.ask("OpenAccount", { name: "x" })];
    assert.notEqual(one.apiKey, other.apiKey);
    const known = running.exchange.desk.keys.map(({ apiKey, secret }) => ({ apiKey, secret }));
    assert.deepEqual(known, [one, other]);
    for (const [method, body] of [["GET", undefined], ["POST", "{"], ["POST", `{"name":""}`]] as const) {
      const refused = await fetch(`${restUrl}/demo/accounts`, { method, ...(body ? { body } : {}) });
      assert.equal(refused.status, method === "GET" ? 405 : 400, await refused.text());
    }
    await running.close();
    await assert.rejects(demo.ask("OpenAccount", { name: "late" }), AskError);
  } finally {
    await system[Symbol.asyncDispose]();
    await running.close();
  }
});
