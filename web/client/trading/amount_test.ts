import assert from "node:assert/strict";
import fc from "fast-check";
import { Decimal } from "../../../domain/decimal.ts";
import { amountOf, fieldText } from "./amount.ts";

Deno.test("amounts are read as each language writes them", () => {
  const read: [string, "fr" | "en", string | null][] = [
    ["0,5", "fr", "0.5"],
    ["0.5", "fr", "0.5"],
    ["1 234,50", "fr", "1234.5"],
    ["1\u202f234\u00a0567", "fr", "1234567"],
    ["1.234,5", "fr", null],
    ["1,234.5", "en", "1234.5"],
    ["1,234", "en", "1234"],
    ["0,5", "en", null],
    ["1,23,4", "en", null],
    [".5", "en", "0.5"],
    ["5.", "en", "5"],
    ["007", "en", "7"],
    ["0.00000001", "en", "0.00000001"],
    ["", "en", null],
    [".", "fr", null],
    ["-1", "en", null],
    ["1e5", "en", null],
    ["NaN", "en", null],
    ["0x10", "en", null],
    ["<b>1</b>", "fr", null],
    ["9".repeat(41), "en", null],
  ];
  for (const [typed, language, expected] of read) {
    assert.equal(amountOf(typed, language), expected, `${typed} ${language}`);
  }
});

Deno.test("what a field shows is read back as the same number, in both languages", () => {
  const decimals = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.integer({ min: 0, max: 12 }));
  fc.assert(fc.property(decimals, fc.constantFrom("fr" as const, "en" as const), ([digits, scale], language) => {
    const amount = new Decimal(digits.toString()).div(new Decimal(10).pow(scale)).toFixed();
    assert.equal(amountOf(fieldText(amount, language), language), amount);
  }));
});
