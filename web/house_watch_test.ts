import assert from "node:assert/strict";
import type { DeadLetter, TreeNode } from "../actors/runtime/mod.ts";
import { HouseWatch } from "./house_watch.ts";

const tree = { path: "/root", children: [] } as unknown as TreeNode;

/** A system of which nothing is left but its dead letters. */
function systemOf(letters: readonly unknown[], dead: number) {
  return {
    tree: () => Promise.resolve(tree),
    counts: () => ({ sent: 0, handled: 0, dead, queued: 0 }),
    async *deadLetters(): AsyncIterable<DeadLetter> {
      yield* letters as DeadLetter[];
    },
  };
}

const letter = (n: number): DeadLetter => ({ to: "/root/a", kind: `K${n}`, why: "noproc", atMs: n });

Deno.test("all dead letters are counted, the last twenty are kept, the newest first", async () => {
  const watch = new HouseWatch();
  const system = systemOf(Array.from({ length: 30 }, (_, n) => letter(n)), 31);
  await watch.follow(system);
  const { deadLetters } = await watch.observe(system);
  assert.equal(deadLetters.count, 31);
  assert.deepEqual(deadLetters.last.map(({ kind }) => kind), Array.from({ length: 20 }, (_, n) => `K${29 - n}`));
});

Deno.test("a letter that a process of strangers made up is not shown, or cut", async () => {
  const watch = new HouseWatch();
  const system = systemOf([
    { ...letter(1), atMs: "now" },
    { ...letter(2), atMs: 1e300 },
    { ...letter(3), why: "because" },
    { ...letter(4), to: { toString: null } },
    null,
    { ...letter(5), kind: "x".repeat(1_000), payload: "private" },
  ], 6);
  await watch.follow(system);
  const { deadLetters } = await watch.observe(system);
  assert.deepEqual(deadLetters.last, [{ ...letter(5), kind: "x".repeat(160) }]);
});
