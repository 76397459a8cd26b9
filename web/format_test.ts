import assert from "node:assert/strict";
import { count, decimal, percent, price, priceDigits, rate, signed } from "./format.ts";

const plain = (text: string) => text.replace(/[\u202f\u00a0]/g, " ");

Deno.test("decimals keep every digit that they have, in the words of the language", () => {
  assert.equal(plain(decimal("12345678901234567.12345678", "fr")), "12 345 678 901 234 567,12345678");
  assert.equal(decimal("12345678901234567.12345678", "en"), "12,345,678,901,234,567.12345678");
  assert.equal(decimal("1.5", "en", 2), "1.50");
});

Deno.test("prices show two digits from one upwards and more below", () => {
  assert.equal(price("28366.61000000", "en"), "28,366.61");
  assert.equal(price("0.00001234", "en"), "0.00001234");
  assert.equal(priceDigits("0.5"), 4);
  assert.equal(priceDigits("0"), 2);
});

Deno.test("changes and profits carry their sign, zero does not", () => {
  assert.equal(plain(percent("100", "100.12", "fr")), "+0,12 %");
  assert.equal(percent("0", "1", "en"), "0.00%");
  assert.equal(signed("-3.456", "en", 2), "-3.46");
  assert.equal(signed("0", "en", 2), "0.00");
  assert.equal(plain(count(1234567, "fr")), "1 234 567");
});

Deno.test("a rate has a digit after the point while it is seldom", () => {
  assert.deepEqual([0, 0.25, 9.94, 9.96, 1234.5].map((value) => rate(value, "en")), ["0", "0.3", "9.9", "10", "1,235"]);
});

Deno.test("what is smaller than eight places is not shown as nothing", () => {
  assert.equal(decimal("0.0000000001", "en"), "0.0000000001");
  assert.equal(price("0.0000000012", "en"), "0.000000001200");
  assert.equal(price("0.0000000012345", "en"), "0.000000001235");
  assert.equal(decimal("0.123456789", "en"), "0.12345679");
});
