import assert from "node:assert/strict";
import fc from "fast-check";
import type { FrameFault } from "./frame_fault.ts";
import { Wire } from "./wire.ts";

interface Item {
  readonly stream: string;
  readonly id: number;
}

class Far {
  readonly got: number[] = [];
  readonly wire = new Wire<Item>((item) => this.got.push(item.id));
  send(id: number, fault: FrameFault | null = null, nowMs = 0, stream = "a"): this {
    this.wire.send({ stream, id }, fault, nowMs);
    return this;
  }
}

Deno.test("a dropped frame never comes, and a doubled one comes twice", () => {
  const far = new Far().send(1).send(2, { kind: "drop" }).send(3, { kind: "duplicate" });
  assert.deepEqual(far.got, [1, 3, 3]);
  assert.ok(far.wire.idle);
});

Deno.test("a late frame holds up its own stream, and no other", () => {
  const far = new Far().send(1, { kind: "delay", ms: 100 }).send(2, null, 10).send(9, null, 10, "b");
  assert.deepEqual(far.got, [9]);
  far.wire.release(99);
  assert.deepEqual(far.got, [9]);
  far.wire.release(100);
  assert.deepEqual(far.got, [9, 1, 2]);
  assert.ok(far.wire.idle);
});

Deno.test("an overtaken frame comes after the next one of its stream, or when its time is up", () => {
  const far = new Far().send(1, { kind: "reorder", ms: 100 }).send(9, null, 0, "b").send(2).send(3);
  assert.deepEqual(far.got, [9, 2, 1, 3]);
  far.send(4, { kind: "reorder", ms: 100 });
  far.wire.release(100);
  assert.deepEqual(far.got, [9, 2, 1, 3, 4]);
});

Deno.test("whatever befalls them, frames that are not dropped arrive, once or as often as doubled", () => {
  const fault = fc.oneof(
    fc.constant(null),
    fc.constantFrom<FrameFault>({ kind: "drop" }, { kind: "duplicate" }),
    fc.record({ kind: fc.constantFrom("delay" as const, "reorder" as const), ms: fc.nat(100) }),
  );
  fc.assert(fc.property(fc.array(fc.tuple(fault, fc.nat(20), fc.constantFrom("a", "b"))), (sent) => {
    const far = new Far();
    let nowMs = 0;
    const expected = sent.flatMap(([befalls, pauseMs, stream], id) => {
      nowMs += pauseMs;
      far.wire.release(nowMs);
      far.send(id, befalls, nowMs, stream);
      return befalls?.kind === "drop" ? [] : befalls?.kind === "duplicate" ? [id, id] : [id];
    });
    far.wire.release(nowMs + 101);
    assert.ok(far.wire.idle);
    assert.deepEqual(far.got.toSorted((a, b) => a - b), expected);
  }));
});
