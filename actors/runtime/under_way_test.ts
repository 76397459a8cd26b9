import assert from "node:assert/strict";
import fc from "fast-check";
import { Envelope, type Reply } from "./envelope.ts";
import { scale, seed } from "./test_scale.ts";
import { UnderWay } from "./under_way.ts";

const replyTo = (): Reply => ({ settled: false, answer() {}, fail() {} });

Deno.test("what is under way is what the host has not told of, whatever it does first and puts aside", () => {
  const step = fc.constantFrom("tell", "tell", "ask", "handle", "handle", "aside", "back", "report");
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const underWay = new UnderWay();
      // The host's side: its mailbox, what it put aside, and tells that are done and not yet reported.
      let [mailbox, aside, doneTells]: [Envelope[], Envelope[], Envelope[]] = [[], [], []];
      const report = () => underWay.tellsDone(doneTells.splice(0).length);
      for (const next of steps) {
        if (next === "tell" || next === "ask") {
          const envelope = new Envelope(next, undefined, next === "ask" ? replyTo() : undefined);
          mailbox.push(envelope);
          underWay.push(envelope);
        } else if (next === "report") report();
        else if (next === "back" && aside.length > 0) {
          report();
          underWay.bringBack();
          [mailbox, aside] = [[...aside, ...mailbox], []];
        } else {
          const envelope = mailbox.shift();
          if (envelope === undefined) continue;
          if (next === "aside") {
            report();
            underWay.setAside(envelope.reply);
            aside.push(envelope);
          } else if (envelope.reply === undefined) doneTells.push(envelope);
          else underWay.askDone(envelope.reply);
        }
        assert.equal(underWay.size, mailbox.length + aside.length + doneTells.length);
      }
      // Some go along to another host.
      if (doneTells.length === 0 && steps.length % 2 === 0) assert.deepEqual(underWay.takeAside(), aside.splice(0));
      report();
      assert.equal(underWay.idle, mailbox.length === 0);
      assert.deepEqual(underWay.drain(), [...aside, ...mailbox]);
      assert.equal(underWay.size, 0);
    }),
    { numRuns: scale(1_000, 20_000), seed },
  );
});
