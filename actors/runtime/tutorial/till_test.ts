import assert from "node:assert/strict";
import { testKit } from "../testkit.ts";
import { main, shop } from "./main.ts";
import { tillProtocol } from "./till.actor.ts";

Deno.test("a till that crashed still holds what was paid", async () => {
  await using kit = testKit({ seed: 7 });
  const system = await kit.start(shop);
  const till = system.whereis("/root/till", tillProtocol);
  till.tell("Pay", { cents: 500 });
  await kit.crash("/root/till");
  const answer = till.ask("GetBalance", undefined);
  await kit.settle();
  assert.equal(await answer, 500);
});

Deno.test("the shop refuses to refund more than it has, and goes on", async () => {
  assert.equal(await main(), 525);
});
