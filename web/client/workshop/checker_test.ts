import assert from "node:assert/strict";
import type { CheckedSource } from "../../workshop_services.ts";
import type { Answer } from "../trading/ask.ts";
import { Checker } from "./checker.ts";

const CLEAN: CheckedSource = { problems: [], specs: [] };

/** Checks that end when a test says so. */
function scripted() {
  const asked: { source: string; signal: AbortSignal; answer: (answer: Answer<CheckedSource>) => void }[] = [];
  const waiting: (() => void)[] = [];
  const checker = new Checker(
    (source, signal) => {
      const one = Promise.withResolvers<Answer<CheckedSource>>();
      signal.addEventListener("abort", () => one.reject(signal.reason));
      asked.push({ source, signal, answer: one.resolve });
      waiting.shift()?.();
      return one.promise;
    },
    0,
    0,
  );
  return { checker, asked, next: () => new Promise<void>((resolve) => waiting.push(resolve)) };
}

Deno.test("a burst of changes is checked once, as it was last", async () => {
  const { checker, asked, next } = scripted();
  const first = next();
  for (const source of ["a", "ab", "abc"]) checker.soon(source);
  assert.ok(checker.isChecking.value);
  await first;
  assert.deepEqual(asked.map(({ source }) => source), ["abc"]);
  checker.stop();
  assert.equal(checker.isChecking.value, false);
});

Deno.test("a newer source gives the check of the older one up, and only its answer is heard", async () => {
  const { checker, asked } = scripted();
  const old = checker.now("old");
  const fresh = checker.now("new");
  assert.ok(asked[0]!.signal.aborted);
  assert.equal(await old, null);
  assert.ok(checker.isChecking.value);
  asked[1]!.answer({ ok: true, value: CLEAN });
  assert.deepEqual(await fresh, CLEAN);
  assert.deepEqual([checker.checked.value, checker.isChecking.value], [CLEAN, false]);
});

Deno.test("a check that fails says why, and what was found before stays", async () => {
  const { checker, asked } = scripted();
  const first = checker.now("one");
  asked[0]!.answer({ ok: true, value: CLEAN });
  await first;
  const second = checker.now("two");
  asked[1]!.answer({ ok: false, status: 400, reason: "busy" });
  assert.equal(await second, null);
  assert.deepEqual([checker.failure.value, checker.checked.value], ["busy", CLEAN]);
  const third = checker.now("three");
  asked[2]!.answer({ ok: true, value: CLEAN });
  await third;
  assert.equal(checker.failure.value, null);
});

Deno.test("a house that is too busy is asked again, a few times", async () => {
  const { checker, asked, next } = scripted();
  void checker.now("one");
  for (let tries = 1; tries <= 5; tries++) {
    const again = next();
    asked.at(-1)!.answer({ ok: false, status: 503, reason: "busy" });
    await again;
    assert.deepEqual([asked.length, checker.failure.value], [tries + 1, "busy"]);
  }
  asked.at(-1)!.answer({ ok: true, value: CLEAN });
  await Promise.resolve();
  await Promise.resolve();
  assert.deepEqual([checker.failure.value, checker.checked.value], [null, CLEAN]);
});
