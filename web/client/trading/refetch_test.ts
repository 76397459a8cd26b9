import assert from "node:assert/strict";
import { Refetch } from "./refetch.ts";

/** Fetches that end when a test says so. */
function scripted() {
  const begun: PromiseWithResolvers<void>[] = [];
  const waiting: (() => void)[] = [];
  const refetch = new Refetch(() => {
    const one = Promise.withResolvers<void>();
    begun.push(one);
    waiting.shift()?.();
    return one.promise;
  }, 0);
  const next = () => new Promise<void>((resolve) => waiting.push(resolve));
  return { refetch, begun, next };
}

Deno.test("a burst of changes is fetched once", async () => {
  const { refetch, begun, next } = scripted();
  const first = next();
  for (let n = 0; n < 10; n++) refetch.soon();
  await first;
  assert.equal(begun.length, 1);
  begun[0]!.resolve();
});

Deno.test("what changes while it is fetched is fetched again afterwards, once", async () => {
  const { refetch, begun, next } = scripted();
  const first = next();
  refetch.soon();
  await first;
  refetch.soon();
  refetch.soon();
  assert.equal(begun.length, 1, "one at a time");
  const second = next();
  begun[0]!.resolve();
  await second;
  begun[1]!.resolve();
  assert.equal(begun.length, 2);
});

Deno.test("what is wanted at once is not fetched again for what was due", async () => {
  const { refetch, begun } = scripted();
  refetch.soon();
  const done = refetch.now();
  assert.equal(begun.length, 1);
  begun[0]!.resolve();
  await done;
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(begun.length, 1);
});

Deno.test("what is wanted at once while it is fetched is fetched again afterwards", async () => {
  const { refetch, begun, next } = scripted();
  void refetch.now();
  await refetch.now();
  assert.equal(begun.length, 1, "one at a time");
  const second = next();
  begun[0]!.resolve();
  await second;
  begun[1]!.resolve();
  assert.equal(begun.length, 2);
});

Deno.test("what was stopped fetches nothing more", async () => {
  const { refetch, begun } = scripted();
  refetch.soon();
  refetch.stop();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(begun.length, 0);
});
