import assert from "node:assert/strict";
import { AuthenticationError, BadSymbol, RequestTimeout } from "ccxt/base/errors.js";
import { ExchangeRefused } from "../../domain/exchange_error.ts";
import { failureOf } from "./errors.ts";
import { failurePartsOf } from "./failure_parts.ts";

const KRAKEN = { id: "kraken", name: "Kraken" };

Deno.test("a failure of ccxt is told by its class and in the exchange's own words, whether it was translated or not", () => {
  const cases: [Error, string, string][] = [
    [new BadSymbol("kraken does not have market symbol NO/PE"), "BadSymbol", "does not have market symbol NO/PE"],
    [new AuthenticationError('kraken {"msg":"Invalid key"}'), "AuthenticationError", "Invalid key"],
    [
      new RequestTimeout("kraken GET https://x.test/y?secret=1 request timed out"),
      "RequestTimeout",
      "GET https://x.test/y request timed out",
    ],
  ];
  for (const [error, kind, words] of cases) {
    assert.deepEqual(failurePartsOf(error, KRAKEN), { kind, exchange: "Kraken", words });
    assert.deepEqual(failurePartsOf(failureOf(error, KRAKEN), KRAKEN), { kind, exchange: "Kraken", words });
  }
});

Deno.test("what we refuse ourselves is not supported, and an answer that cannot be read is a bad one", () => {
  assert.deepEqual(failurePartsOf(new ExchangeRefused("Kraken: it has no candles of 3m"), KRAKEN), {
    kind: "NotSupported",
    exchange: "Kraken",
    words: "it has no candles of 3m",
  });
  assert.equal(failurePartsOf(new TypeError("x is undefined"), KRAKEN).kind, "BadResponse");
});
