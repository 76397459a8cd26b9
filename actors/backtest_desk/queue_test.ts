import assert from "node:assert/strict";
import fc from "fast-check";
import { nextTurn, type Queued } from "./queue.ts";

const run = (id: string, cores = 1): Queued => ({ id, userId: id[0]!, cores });

Deno.test("a user's runs go in their order, as long as there is room", () => {
  const [a1, a2, a3] = [run("a1"), run("a2"), run("a3")];
  assert.equal(nextTurn([a1, a2, a3], [], new Map(), 2), a1);
  assert.equal(nextTurn([a2, a3], [a1], new Map(), 2), a2);
  assert.equal(nextTurn([a3], [a1, a2], new Map(), 2), undefined);
  assert.equal(nextTurn([], [], new Map(), 2), undefined);
});

Deno.test("who uses fewer cores goes first, then who has waited longest since their last turn", () => {
  const [a2, b1] = [run("a2"), run("b1")];
  assert.equal(nextTurn([a2, b1], [run("a1")], new Map(), 2), b1);
  assert.equal(nextTurn([a2, b1], [], new Map([["a", 1]]), 1), b1);
  assert.equal(nextTurn([a2, b1], [], new Map([["a", 1], ["b", 2]]), 1), a2);
  assert.equal(nextTurn([a2, b1], [], new Map(), 1), a2);
});

Deno.test("nobody overtakes a search that waits for all cores; one that wants more than there are has them all", () => {
  const search = run("b1", 4);
  assert.equal(nextTurn([run("a2"), search], [run("a1")], new Map(), 4), undefined);
  assert.equal(nextTurn([search], [], new Map(), 2), search);
});

Deno.test("whatever is asked for: cores are never exceeded, everybody gets a turn, and two users take turns", () => {
  const asked = fc.array(fc.record({ user: fc.constantFrom("a", "b"), cores: fc.integer({ min: 1, max: 6 }) }), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(asked, fc.integer({ min: 1, max: 4 }), (all, cores) => {
      const waiting = all.map(({ user, cores }, at) => ({ id: `${user}${at}`, userId: user, cores }));
      const running: Queued[] = [];
      const turns = new Map<string, number>();
      const served: Queued[] = [];
      for (let step = 0; step < 3 * all.length && served.length < all.length; step++) {
        const next = nextTurn(waiting, running, turns, cores);
        if (next === undefined) {
          running.shift();
          continue;
        }
        waiting.splice(waiting.indexOf(next as typeof waiting[number]), 1);
        running.push(next);
        turns.set(next.userId, served.push(next));
        const used = running.reduce((sum, one) => sum + one.cores, 0);
        assert.ok(used <= cores || running.length === 1, `${used} of ${cores} cores`);
        if (cores === 1 && served.length > 1 && waiting.some(({ userId }) => userId !== next.userId)) {
          const before = served.at(-2)!;
          assert.ok(before.userId !== next.userId || !waiting.some(({ userId }) => userId !== next.userId));
        }
      }
      assert.equal(served.length, all.length);
    }),
  );
});
