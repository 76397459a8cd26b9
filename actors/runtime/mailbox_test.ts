import assert from "node:assert/strict";
import fc from "fast-check";
import { type Letter, Mailbox } from "./mailbox.ts";
import type { MailboxSpec } from "./types.ts";

interface Note extends Letter {
  readonly n: number;
}

/** The same rules on a plain array. */
function naivePush(queue: Note[], note: Note, capacity: number, overflow: NonNullable<MailboxSpec["overflow"]>) {
  if (queue.length < capacity) return void queue.push(note);
  if (overflow === "reject" || overflow === "drop-new") return note;
  const twin = overflow === "conflate" ? queue.findLastIndex(({ kind }) => kind === note.kind) : -1;
  if (twin !== -1) return queue.splice(twin, 1, note)[0];
  queue.push(note);
  return queue.shift();
}

const command = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("push" as const), kind: fc.constantFrom("a", "b", "c") }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("shift" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("putBack" as const), count: fc.integer({ min: 0, max: 3 }) }) },
);

Deno.test("a mailbox does what the same rules do on a plain array, whatever its policy", () => {
  const policy = fc.constantFrom("drop-new", "drop-old", "reject", "conflate");
  fc.assert(fc.property(policy, fc.integer({ min: 1, max: 40 }), fc.array(command, { maxLength: 200 }), (
    ...[
      overflow,
      capacity,
      commands,
    ]
  ) => {
    const mailbox = new Mailbox<Note>({ capacity, overflow });
    const naive: Note[] = [];
    const taken: Note[] = [];
    let n = 0;
    for (const next of commands) {
      if (next.do === "push") {
        const note = { kind: next.kind, payload: n, n: n++ };
        assert.equal(mailbox.push(note), naivePush(naive, note, capacity, overflow));
      } else if (next.do === "shift") {
        const note = mailbox.shift();
        assert.equal(note, naive.shift());
        if (note !== undefined) taken.push(note);
      } else {
        const back = taken.splice(-next.count);
        mailbox.putBack(back);
        naive.unshift(...back);
      }
      assert.equal(mailbox.depth, naive.length);
    }
    assert.deepEqual(mailbox.drain(), naive);
  }));
});

Deno.test("a key of one's own decides what conflates", () => {
  const mailbox = new Mailbox({
    capacity: 2,
    overflow: "conflate",
    conflateBy: (_, payload) => String(payload)[0] ?? "",
  });
  for (const payload of ["a1", "b1", "a2", "c1"]) mailbox.push({ kind: "k", payload });
  assert.deepEqual(mailbox.drain().map(({ payload }) => payload), ["b1", "c1"]);
  assert.equal(mailbox.dropped, 2);
});
