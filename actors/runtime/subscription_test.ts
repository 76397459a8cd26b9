import assert from "node:assert/strict";
import fc from "fast-check";
import type { Envelope } from "./envelope.ts";
import { subscription } from "./subscription.ts";
import { TopicRegistry } from "./topics.ts";
import type { SubscribeOptions } from "./types.ts";

/** A mailbox that is emptied by hand. */
function receiver(options: SubscribeOptions) {
  const mailbox: Envelope[] = [];
  const lost: Envelope[] = [];
  const subscriber = subscription(
    {
      deliver: (envelope) => void mailbox.push(envelope),
      lose: (envelope) => void lost.push(envelope),
    },
    "Heard",
    options,
  );
  const take = () => {
    const envelope = mailbox.shift();
    envelope?.source?.taken(envelope);
    return envelope;
  };
  return { mailbox, lost, subscriber, take };
}

const step = fc.oneof(
  fc.record({ publish: fc.constantFrom("a", "b", "c") }),
  fc.record({ take: fc.integer({ min: 1, max: 4 }) }),
);

Deno.test("with demand never more than max values are in the mailbox, and all arrive in order or are counted", () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
    const { mailbox, lost, subscriber, take } = receiver({ demand: { max: 4, min: 1 } });
    const taken: unknown[] = [];
    let published = 0;
    for (const next of steps) {
      if ("publish" in next) subscriber.offer(next.publish, published++, false);
      else for (let n = 0; n < next.take; n++) taken.push(...[take()?.payload].filter((value) => value !== undefined));
      assert.ok(mailbox.length <= 4);
    }
    while (mailbox.length > 0) taken.push(take()?.payload);
    assert.equal(taken.length + lost.length, published);
    assert.deepEqual(taken, taken.toSorted((a, b) => Number(a) - Number(b)));
  }));
});

Deno.test("conflating keeps one undelivered value of each key, and it is the newest", () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
    const { mailbox, subscriber, take } = receiver({ conflate: true });
    const newest = new Map<string, number>();
    let published = 0;
    for (const next of steps) {
      if ("publish" in next) {
        newest.set(next.publish, published);
        subscriber.offer(next.publish, published++, false);
      } else {
        for (let n = 0; n < next.take; n++) {
          const envelope = take();
          if (envelope !== undefined) assert.equal(envelope.payload, newest.get(envelope.key ?? ""));
        }
      }
      assert.equal(new Set(mailbox.map(({ key }) => key)).size, mailbox.length);
    }
  }));
});

Deno.test("every subscriber hears its key as often as it was published, one of the unkeyed topic hears all", () => {
  const key = fc.constantFrom("a", "b", undefined);
  const ids = fc.integer({ min: 0, max: 5 });
  const command = fc.oneof(
    fc.record({ do: fc.constant("subscribe" as const), id: ids, key }),
    fc.record({ do: fc.constant("unsubscribe" as const), id: ids }),
    fc.record({ do: fc.constant("publish" as const), key }),
  );
  fc.assert(fc.property(fc.array(command, { maxLength: 100 }), (commands) => {
    const wanted = new Map<string, boolean>();
    const topics = new TopicRegistry((name, of, is) => wanted.set(`${name} ${of}`, is));
    const subscribers = new Map<number, { key: string | undefined; heard: number; due: number; leave: () => void }>();
    for (const next of commands) {
      if (next.do === "publish") {
        topics.deliver("t", next.key, 1);
        for (const one of subscribers.values()) if (one.key === undefined || one.key === next.key) one.due++;
        continue;
      }
      subscribers.get(next.id)?.leave();
      subscribers.delete(next.id);
      if (next.do === "unsubscribe") continue;
      const one = { key: next.key, heard: 0, due: 0, leave: () => {} };
      one.leave = topics.subscribe("t", next.key, { offer: () => one.heard++ });
      subscribers.set(next.id, one);
    }
    for (const { heard, due } of subscribers.values()) assert.equal(heard, due);
    for (const topicKey of ["a", "b", undefined]) {
      const somebody = subscribers.values().some((one) => one.key === topicKey);
      assert.equal(wanted.get(`t ${topicKey}`) ?? false, somebody);
    }
    assert.equal(topics.has("t"), subscribers.size > 0);
  }));
});
