import assert from "node:assert/strict";
import { copiedName } from "./copied_name.ts";

Deno.test("a copy has the next free number, and so has the copy of a copy", () => {
  assert.equal(copiedName("SMA cross", ["SMA cross"]), "SMA cross (2)");
  assert.equal(copiedName("SMA cross", ["SMA cross", "SMA cross (2)"]), "SMA cross (3)");
  assert.equal(copiedName("SMA cross (2)", ["SMA cross", "SMA cross (2)"]), "SMA cross (3)");
  assert.ok(copiedName("x".repeat(100), []).length <= 100);
});
