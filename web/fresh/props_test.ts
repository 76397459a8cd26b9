import { signal } from "@preact/signals";
import assert from "node:assert/strict";
import { readProps, SlotRef, writeProps } from "./props.ts";

const back = (props: Record<string, unknown>) =>
  readProps(writeProps([{ island: "X", props }]), (id) => ({ slot: id }))[0] ?? {};

Deno.test("props come back as they were: dates, addresses, maps, sets, bytes, bigint, cycles", () => {
  const cycle: Record<string, unknown> = { name: "a" };
  cycle.self = cycle;
  const props = {
    text: "</script>",
    big: 12n,
    at: new Date(5),
    url: new URL("http://a/b"),
    map: new Map([[1, new Set(["x"])]]),
    bytes: new Uint8Array([1, 2]),
    nothing: undefined,
    cycle,
  };
  assert.deepEqual(back(props), props);
});

Deno.test("a signal in two props is one signal again, and a slot becomes what shows it", () => {
  const shared = signal(3);
  const read = back({ a: shared, b: { deep: shared }, children: new SlotRef("k-1") });
  assert.equal(read.a, (read.b as { deep: unknown }).deep);
  assert.equal((read.a as typeof shared).value, 3);
  assert.deepEqual(read.children, { slot: "k-1" });
});

Deno.test("functions and class instances are refused with the island's and the prop's name", () => {
  const refusal = /Cannot pass prop "a\.b" to the island "X": expected plain data, signals or JSX/;
  assert.throws(() => back({ a: { b: () => 1 } }), refusal);
  assert.throws(() => back({ a: { b: new (class Own {})() } }), refusal);
});
