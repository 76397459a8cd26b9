import assert from "node:assert/strict";
import fc from "fast-check";
import {
  ACCOUNT_PATIENCE,
  ADDRESS_PATIENCE,
  attempt,
  CALM,
  FORGET_MS,
  type LoginAttempt,
  MOST_REMEMBERED,
  succeeded,
  type Throttle,
  unjudged,
  waitMs,
} from "./throttle.ts";

const START_MS = Date.UTC(2026, 10, 1);
const who: LoginAttempt = { account: "dac", address: "192.0.2.1" };

/** Fails as often, each time as soon as it may; answers with the waits before each. */
function failTimes(times: number, of: (index: number) => LoginAttempt, from: Throttle = CALM) {
  let [throttle, nowMs] = [from, START_MS];
  const waits: number[] = [];
  for (let index = 0; index < times; index++) {
    const wait = waitMs(throttle, of(index), nowMs);
    waits.push(wait);
    nowMs += wait;
    ({ throttle } = attempt(throttle, of(index), nowMs));
  }
  return { throttle, waits, nowMs };
}

Deno.test("an account waits after five failures, twice as long each time, at most a minute", () => {
  const { waits } = failTimes(14, (index) => ({ account: "dac", address: `192.0.2.${index}` }));
  assert.deepEqual(waits, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60].map((s) => s * 1_000));
});

Deno.test("an address waits after twenty failures at any accounts, at most a quarter of an hour", () => {
  const { waits } = failTimes(35, (index) => ({ account: `user ${index}`, address: who.address }));
  assert.deepEqual(waits.slice(0, 20), Array(20).fill(0));
  assert.deepEqual(waits.slice(20, 24), [1_000, 2_000, 4_000, 8_000]);
  assert.equal(waits.at(-1), ADDRESS_PATIENCE.longestWaitMs);
});

Deno.test("an attempt before its time is refused with the wait that is left, and counts for nothing", () => {
  const { throttle, nowMs } = failTimes(6, () => who);
  const early = attempt(throttle, who, nowMs + 500);
  assert.deepEqual([early.waitMs, early.throttle], [1_500, throttle]);
  assert.equal(attempt(throttle, who, nowMs + 1_999).waitMs, 1);
  assert.equal(attempt(throttle, who, nowMs + 2_000).waitMs, 0);
});

Deno.test("an attempt that nobody could judge counts for nothing, and takes back no other", () => {
  const { throttle } = failTimes(4, () => who);
  const begun = attempt(throttle, who, START_MS + 1);
  assert.equal(waitMs(begun.throttle, who, START_MS + 1), 1_000);
  const after = unjudged(begun.throttle, who);
  assert.equal(waitMs(after, who, START_MS + 1), 0);
  assert.equal(waitMs(attempt(after, who, START_MS + 1).throttle, who, START_MS + 1), 1_000);
  assert.deepEqual(unjudged(attempt(CALM, who, START_MS).throttle, who), CALM);
});

Deno.test("many attempts at once are no more than one after the other", () => {
  let throttle: Throttle = CALM;
  const taken = Array.from({ length: 100 }, () => {
    const begun = attempt(throttle, who, START_MS);
    throttle = begun.throttle;
    return begun.waitMs === 0;
  });
  assert.equal(taken.filter(Boolean).length, ACCOUNT_PATIENCE.free);
});

Deno.test("after a success the account starts anew, in whatever letters its name was typed", () => {
  const { throttle, nowMs } = failTimes(9, () => who);
  assert.ok(waitMs(throttle, { account: " DAC ", address: "192.0.2.9" }, nowMs) > 0);
  const calm = succeeded(throttle, { ...who, account: "Dac " });
  assert.equal(waitMs(calm, who, nowMs), 0);
  assert.equal(calm.accounts.size, 0);
});

Deno.test("own successes do not buy guesses at the accounts of others", () => {
  let throttle: Throttle = CALM;
  let refused = 0;
  for (let index = 0; index < 100; index++) {
    const own = attempt(throttle, who, START_MS);
    throttle = own.waitMs > 0 ? own.throttle : succeeded(own.throttle, who);
    const guess = attempt(throttle, { account: `victim ${index}`, address: who.address }, START_MS);
    if (guess.waitMs > 0) refused++;
    throttle = guess.throttle;
  }
  assert.equal(refused, 100 - ADDRESS_PATIENCE.free);
});

Deno.test("a right password first time leaves nothing behind", () => {
  assert.deepEqual(succeeded(attempt(CALM, who, START_MS).throttle, who), CALM);
  assert.deepEqual(succeeded(CALM, who), CALM);
});

Deno.test("failures are forgotten an hour after the last", () => {
  const { throttle, nowMs } = failTimes(30, () => who);
  assert.equal(waitMs(throttle, who, nowMs + FORGET_MS), 0);
  const next = attempt(throttle, { account: "other", address: "192.0.2.2" }, nowMs + FORGET_MS).throttle;
  assert.deepEqual([next.accounts.size, next.addresses.size], [1, 1]);
});

Deno.test("addresses of one home are one: IPv4 also as IPv6, and 64 bits of IPv6", () => {
  const same: [string, string][] = [
    ["192.0.2.1", "::ffff:192.0.2.1"],
    ["2001:db8:0:1::1", "2001:DB8:0:1:ffff:ffff:ffff:ffff"],
    ["2001:db8::1", "2001:0db8:0000:0000:0000:0000:0000:0002"],
    ["fe80::1%eth0", "fe80::2"],
    ["::1", "::2"],
  ];
  const other: [string, string][] = [["192.0.2.1", "192.0.2.2"], ["2001:db8:0:1::1", "2001:db8:0:2::1"]];
  const waitsAlike = ([one, two]: [string, string]) => {
    const { throttle, nowMs } = failTimes(25, (index) => ({ account: `user ${index}`, address: one }));
    return waitMs(throttle, { account: "dac", address: two }, nowMs) > 0;
  };
  for (const pair of same) assert.ok(waitsAlike(pair), pair.join());
  for (const pair of other) assert.ok(!waitsAlike(pair), pair.join());
});

Deno.test("what is remembered is bounded, and a flood of names does not wash away who failed often", () => {
  const { throttle, nowMs } = failTimes(12, () => who);
  const accounts = new Map(throttle.accounts);
  for (let index = accounts.size; index < MOST_REMEMBERED; index++) {
    accounts.set(`n${index}`, { count: 1, lastMs: nowMs });
  }
  let full: Throttle = { ...throttle, accounts };
  for (let index = 0; index < 5; index++) {
    full = attempt(full, { account: `late ${index}`, address: `192.0.2.${index + 2}` }, nowMs).throttle;
  }
  assert.equal(full.accounts.size, MOST_REMEMBERED);
  assert.ok(waitMs(full, { ...who, address: "198.51.100.1" }, nowMs) > 0);
});

Deno.test("whatever the clock does, nobody waits longer than the longest wait", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 }), { maxLength: 60 }), (jumps) => {
    let [throttle, nowMs] = [CALM, START_MS];
    for (const jump of jumps) {
      nowMs += jump;
      const begun = attempt(throttle, who, nowMs);
      throttle = begun.throttle;
      assert.ok(begun.waitMs >= 0 && begun.waitMs <= ADDRESS_PATIENCE.longestWaitMs);
    }
  }));
});
