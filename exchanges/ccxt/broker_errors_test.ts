import assert from "node:assert/strict";
import * as errors from "ccxt/base/errors.js";
import { ExchangeRefused } from "../../domain/exchange_error.ts";
import { wasPassed } from "../../domain/passed_price.ts";
import { isNotFound, writeFailureOf } from "./broker_errors.ts";

const FAILING = { id: "binance", name: "Binance" };
const outcomeOf = (error: unknown) => writeFailureOf(error, FAILING).outcome;

Deno.test("every error of ccxt says whether an order surely never began; what is not sure is unknown", () => {
  const refused = [
    "AuthenticationError",
    "PermissionDenied",
    "AccountSuspended",
    "InsufficientFunds",
    "InvalidOrder",
    "OrderImmediatelyFillable",
    "OrderNotFillable",
    "OrderNotFound",
    "BadRequest",
    "BadSymbol",
    "ArgumentsRequired",
    "NotSupported",
    "OperationRejected",
    "MarketClosed",
  ];
  const unknown = [
    "NetworkError",
    "RequestTimeout",
    "ExchangeNotAvailable",
    "OnMaintenance",
    "OperationFailed",
    "BadResponse",
    "NullResponse",
    "ExchangeError",
  ];
  const again = ["RateLimitExceeded", "DDoSProtection", "InvalidNonce"];
  const classes = new Map(Object.entries(errors)) as Map<string, new (words: string) => Error>;
  const outcome = (name: string) => outcomeOf(new (classes.get(name)!)("binance words"));
  assert.deepEqual(refused.map(outcome), refused.map(() => "refused"));
  assert.deepEqual(unknown.map(outcome), unknown.map(() => "unknown"));
  assert.deepEqual(again.map(outcome), again.map(() => "again"));
});

Deno.test("what is none of ccxt's errors may have happened after the order was sent", () => {
  assert.equal(outcomeOf(new TypeError("cannot read properties of undefined")), "unknown");
  assert.equal(outcomeOf(new ExchangeRefused("Binance: a request to x was stopped")), "refused");
});

Deno.test("an order that is there already is told by its class or by Binance's words", () => {
  assert.equal(outcomeOf(new errors.DuplicateOrderId("binance no")), "duplicate");
  const words = 'binance {"code":-2010,"msg":"Duplicate order sent."}';
  assert.deepEqual(writeFailureOf(new errors.InvalidOrder(words), FAILING), {
    outcome: "duplicate",
    reason: "Binance: Duplicate order sent.",
  });
});

Deno.test("the reason names the exchange, gives its own words, and hides what was signed", () => {
  const url = "https://api.binance.com/api/v3/order?timestamp=1&signature=abcdef";
  const { reason } = writeFailureOf(
    new errors.RequestTimeout(`binance POST ${url} request timed out (8000 ms)`),
    FAILING,
  );
  assert.equal(reason, "Binance: POST https://api.binance.com/api/v3/order request timed out (8000 ms)");
});

Deno.test("an order that its exchange does not know is told apart from no answer", () => {
  assert.ok(isNotFound(new errors.OrderNotFound("binance")));
  assert.ok(!isNotFound(new errors.RequestTimeout("binance")));
});

Deno.test("a stop that would trigger at once is refused as one whose price was passed, alone and in a pair", () => {
  const reasonOf = (error: Error) => writeFailureOf(error, FAILING).reason;
  const alone = new errors.OrderImmediatelyFillable("binance Order would trigger immediately.");
  const pair = new errors.InvalidOrder("binance The relationship of the prices for the orders is not correct.");
  for (const error of [alone, pair]) assert.equal(wasPassed(reasonOf(error)), true, error.message);
  assert.match(reasonOf(alone), /Binance: Order would trigger immediately/);
  assert.equal(wasPassed(reasonOf(new errors.InvalidOrder("binance Filter failure: PERCENT_PRICE"))), false);
});
