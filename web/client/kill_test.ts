import assert from "node:assert/strict";
import { followKill, kill } from "./kill.ts";
import { apply, connection } from "./store.ts";

const ON = { engagedMs: 1, sells: false, doneMs: null };

/** Answers every question about the switch so, and tells how often it was asked. */
function answering(state: typeof ON | null) {
  const real = globalThis.fetch;
  const asked: string[] = [];
  globalThis.fetch = (address) => {
    asked.push(String(address));
    return Promise.resolve(Response.json({ kill: state, limits: [], accounts: [] }));
  };
  return { asked, [Symbol.dispose]: () => void (globalThis.fetch = real) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("a kill switch that was turned on before the page began to hear is shown", async () => {
  using house = answering(ON);
  kill.value = undefined;
  connection.value = "connecting";
  const end = followKill();
  assert.deepEqual(house.asked, []);
  connection.value = "open";
  await settled();
  assert.deepEqual(kill.value, ON);
  connection.value = "lost";
  connection.value = "open"; // the house is back, and may have heard of other pages meanwhile
  await settled();
  assert.equal(house.asked.length, 2);
  end();
  connection.value = "connecting";
});

Deno.test("what is told of the kill switch is looked at, and nothing after its page is gone", async () => {
  using house = answering(null);
  const end = followKill();
  const notice = { level: "info" as const, userId: "u", parameters: {}, timeMs: 0 };
  apply("notice", { ...notice, key: "guard_released" });
  apply("notice", { ...notice, key: "order_rejected" });
  await settled();
  assert.equal(kill.value, null);
  assert.equal(house.asked.length, 1);
  end();
  apply("notice", { ...notice, key: "guard_released" });
  assert.equal(house.asked.length, 1);
});
