import assert from "node:assert/strict";
import { frameFault } from "./frame_fault.ts";
import { chaosPlan } from "./plan.ts";

const STREAM = "btcusdt@trade";
const payloads = Array.from({ length: 20_000 }, (_, id) => JSON.stringify({ e: "trade", t: id, p: "100.5", q: "1" }));

Deno.test("each fault befalls as many frames as its chance says", () => {
  const plan = chaosPlan.parse({ seed: 5, drop: 0.01, duplicate: 0.02, delay: 0.04, reorder: 0.08, delayMs: 400 });
  const faults = payloads.map((payload) => frameFault(plan, STREAM, payload)?.kind);
  for (const kind of ["drop", "duplicate", "delay", "reorder"] as const) {
    const share = faults.filter((fault) => fault === kind).length / payloads.length;
    assert.ok(share > plan[kind] * 0.8 && share < plan[kind] * 1.2, `${kind}: ${share}`);
  }
  const delays = payloads.map((payload) => frameFault(plan, STREAM, payload)).filter((fault) =>
    fault?.kind === "delay"
  );
  assert.ok(delays.every((fault) => "ms" in fault! && fault.ms >= 100 && fault.ms <= 400));
});

Deno.test("the same seed does the same to the same frames; another seed or stream does other things", () => {
  const fates = (seed: number, stream: string) => {
    const plan = chaosPlan.parse({ seed, drop: 0.3, delay: 0.3 });
    return payloads.slice(0, 500).map((payload) => frameFault(plan, stream, payload));
  };
  assert.deepEqual(fates(1, STREAM), fates(1, STREAM));
  assert.notDeepEqual(fates(1, STREAM), fates(2, STREAM));
  assert.notDeepEqual(fates(1, STREAM), fates(1, "ethusdt@trade"));
});

Deno.test("a plan that cannot be is refused with the reason", () => {
  assert.throws(() => chaosPlan.parse({ drop: 0.6, delay: 0.6 }), /to be 1 at most together/);
  assert.throws(() => chaosPlan.parse({ drop: 2 }), /"drop"/);
  assert.throws(() => chaosPlan.parse({ dorp: 0.1 }), /"dorp"/);
});
