import assert from "node:assert/strict";
import fc from "fast-check";
import { StreamRequests } from "./stream_requests.ts";

Deno.test("wishes that are taken back before they were sent are never sent", () => {
  const requests = new StreamRequests(["a", "b"]);
  requests.drop(["b"]);
  requests.add(["c"]);
  assert.deepEqual(requests.next(5)!.params, ["a", "c"]);
  assert.equal(requests.next(6), null);
  assert.equal(requests.waitingSinceMs, 5);
  assert.equal(requests.settled, false);
  assert.deepEqual(requests.answered(1, false).subscribed, ["a", "c"]);
  assert.deepEqual([requests.settled, requests.waitingSinceMs], [true, null]);
});

Deno.test("a request names at most 200 streams", () => {
  const requests = new StreamRequests(Array.from({ length: 450 }, (_, i) => `s${i}`));
  assert.deepEqual([1, 2, 3].map(() => requests.next(0)!.params!.length), [200, 200, 50]);
});

Deno.test("what is dropped goes before what is added, so that a full connection has room", () => {
  const requests = new StreamRequests(["a"]);
  requests.answered(requests.next(0)!.id, false);
  requests.add(["b"]);
  requests.drop(["a"]);
  assert.deepEqual([requests.next(0)!.method, requests.next(0)!.method], ["UNSUBSCRIBE", "SUBSCRIBE"]);
});

Deno.test("whatever is wished, refused and answered late, the server carries in the end what is wanted and exists", () => {
  const stream = fc.constantFrom("a", "b", "c", "d", "wrong1", "wrong2");
  const wish = fc.record({
    add: fc.boolean(),
    streams: fc.array(stream, { maxLength: 4 }),
    sends: fc.nat(3),
    answers: fc.nat(3),
  });
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 20 }), (wishes) => {
      const [requests, wanted, carried] = [new StreamRequests([]), new Set<string>(), new Set<string>()];
      const unanswered: { id: number; failed: boolean }[] = [];
      const send = (): boolean => {
        const request = requests.next(0);
        if (!request) return false;
        const failed = request.method === "SUBSCRIBE" && request.params!.some((name) => name.startsWith("wrong"));
        const serve = (name: string) => request.method === "SUBSCRIBE" ? carried.add(name) : carried.delete(name);
        if (!failed) request.params!.forEach(serve);
        unanswered.push({ id: request.id, failed });
        return true;
      };
      const answer = (): boolean => {
        const next = unanswered.shift();
        if (!next) return false;
        const { refused } = requests.answered(next.id, next.failed);
        if (refused !== null) assert.match(refused, /^wrong/);
        return true;
      };
      for (const { add, streams, sends, answers } of wishes) {
        if (add) requests.add(streams);
        else requests.drop(streams);
        for (const name of streams) add ? wanted.add(name) : wanted.delete(name);
        for (let i = 0; i < sends; i++) send();
        for (let i = 0; i < answers; i++) answer();
      }
      for (let i = 0; i < 500 && (send() || answer()); i++);
      assert.ok(requests.settled);
      assert.deepEqual([...carried].toSorted(), [...wanted].filter((name) => !name.startsWith("wrong")).toSorted());
    }),
    { numRuns: 500 },
  );
});
