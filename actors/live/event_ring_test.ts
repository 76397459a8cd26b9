import fc from "fast-check";
import assert from "node:assert/strict";
import { EventRing } from "./event_ring.ts";
import { ALWAYS } from "./live_events.ts";

const event = (number: number, size: number) => ({
  id: { feed: "f", number },
  channel: ALWAYS,
  userId: null,
  bytes: new Uint8Array(size),
});

Deno.test("what is asked for after an id is every later event in order, or null when some are gone", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 200 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: -5, max: 210 }),
      (sizes, maxEvents, maxBytes, after) => {
        const ring = new EventRing("f", maxEvents, maxBytes);
        const all = sizes.map((size, index) => event(index + 1, size));
        for (const each of all) ring.push(each);
        const kept = keptOf(all, maxEvents, maxBytes);
        const expected = all.filter(({ id }) => id.number > after);
        const missed = sizes.length - after;
        const isKept = missed >= 0 && missed <= kept.length;
        assert.deepEqual(ring.after({ feed: "f", number: after }, Infinity), isKept ? expected : null);
      },
    ),
    { numRuns: 300 },
  );
});

/** The longest tail within both bounds. */
function keptOf(all: readonly ReturnType<typeof event>[], maxEvents: number, maxBytes: number) {
  let bytes = 0;
  const kept: typeof all[number][] = [];
  for (const each of all.toReversed()) {
    bytes += each.bytes.byteLength;
    if (kept.length === maxEvents || bytes > maxBytes) break;
    kept.push(each);
  }
  return kept;
}

Deno.test("a reader that would be given too much is given nothing", () => {
  const ring = new EventRing("f", 10, 1_000);
  for (let id = 1; id <= 3; id++) ring.push(event(id, 100));
  assert.equal(ring.after({ feed: "f", number: 0 }, 299), null);
  assert.equal(ring.after({ feed: "f", number: 0 }, 300)?.length, 3);
  assert.deepEqual(ring.after({ feed: "f", number: 3 }, 0), []);
  assert.equal(ring.after({ feed: "another", number: 3 }, 0), null);
});

Deno.test("an event out of order is refused", () => {
  const ring = new EventRing("f", 10, 1_000);
  assert.throws(() => ring.push(event(2, 1)), /Cannot keep event f-2: expected f-1/);
});
