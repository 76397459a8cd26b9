import assert from "node:assert/strict";
import type { Notice } from "../../domain/active_strategy.ts";
import { textsOf } from "../i18n/mod.ts";
import { dismiss, silence, toast, toastNotice, toasts } from "./toasts.ts";

const rejected = (stop: string, name = "Mine"): Notice => ({
  level: "warning",
  userId: "u",
  key: "order_rejected",
  parameters: { name, symbol: "ETH/USDT", purpose: `entry, stop ${stop}`, reason: "insufficient balance" },
  timeMs: 0,
});
const shown = () => toasts.value.map(({ text, times }) => `${times} ${text(textsOf("en"), "en")}`);
const clear = () => toasts.value.forEach(({ id }) => dismiss(id));

Deno.test("notices that differ in nothing but numbers are one, the newest, with their count", () => {
  toastNotice(rejected("1,907.26"), 0);
  toastNotice(rejected("1,908"), 1);
  toastNotice(rejected("5", "Yours"), 2);
  assert.equal(shown().length, 2);
  assert.match(shown()[0]!, /^2 Mine.*1,908/);
  assert.match(shown()[1]!, /^1 Yours/);
  clear();
});

Deno.test("three notices at most are shown, of which none took another's place", () => {
  for (const name of ["a", "b", "c", "d"]) toast("info", () => name);
  toast("info", () => "d");
  assert.deepEqual(shown(), ["1 c", "1 d", "1 d"]);
  clear();
});

Deno.test("a warning that was dismissed is not told again for a minute; an error is, always", () => {
  toastNotice(rejected("1"), 0);
  silence(toasts.value[0]!, 0);
  toastNotice(rejected("2"), 59_999);
  assert.deepEqual(shown(), []);
  toastNotice(rejected("3"), 60_000);
  assert.equal(shown().length, 1);
  clear();
  const failed: Notice = { ...rejected("1"), level: "error" };
  toastNotice(failed, 70_000);
  silence(toasts.value[0]!, 70_000);
  toastNotice(failed, 70_001);
  assert.equal(shown().length, 1);
  clear();
});
