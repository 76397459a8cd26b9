import assert from "node:assert/strict";
import * as errors from "ccxt/base/errors.js";
import { ExchangeRefused, ExchangeUnavailable } from "../../domain/exchange_error.ts";
import { FAILURE_KINDS } from "../../domain/exchange_failure.ts";
import { failureOf } from "./errors.ts";
import { failureKindOf } from "./failure_kind.ts";

const classes = Object.entries(errors).filter(([name]) => name !== "default" && name !== "BaseError") as [
  string,
  new (message: string) => Error,
][];
const BINANCE = { id: "binance", name: "Binance" };

Deno.test("the kinds of failures are ccxt's error classes, all of them, in its order", () => {
  assert.deepEqual([...FAILURE_KINDS].sort(), classes.map(([name]) => name).sort());
});

Deno.test("an error of ccxt is of its class's kind, also behind ours, and when it came from another isolate", () => {
  for (const [name, ErrorClass] of classes) {
    const error = new ErrorClass("binance no");
    assert.equal(failureKindOf(error), name);
    assert.equal(failureKindOf(failureOf(error, BINANCE)), name);
    const travelled = Object.assign(new Error(error.message), { name: error.name });
    assert.equal(failureKindOf(new Error("Cannot start", { cause: travelled })), name);
  }
});

Deno.test("a class that ccxt adds one day is of the kind that it extends", () => {
  class TooShy extends errors.InvalidOrder {
    override name = "TooShy";
  }
  assert.equal(failureKindOf(new TooShy("binance no")), "InvalidOrder");
});

Deno.test("what is none of ccxt's errors has a kind, too", () => {
  assert.equal(failureKindOf(new ExchangeRefused("Kraken: ccxt knows no testnet of it")), "NotSupported");
  assert.equal(failureKindOf(new ExchangeUnavailable("Kraken: gone")), "ExchangeNotAvailable");
  assert.equal(failureKindOf(new SyntaxError("Unexpected token <")), "BadResponse");
  assert.equal(failureKindOf("no error at all"), "BadResponse");
  assert.equal(failureKindOf(null), "BadResponse");
});
