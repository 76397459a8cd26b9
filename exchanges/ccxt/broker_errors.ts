/**
 * What a failed order means. The exchange may have carried it out although its answer failed: only what surely never began is
 * `refused` (final) or `again` (may be sent once more). All else is `unknown`: to be looked up, never sent again.
 */
import {
  BaseError,
  DDoSProtection,
  DuplicateOrderId,
  ExchangeError,
  InvalidNonce,
  OperationFailed,
  OrderImmediatelyFillable,
  OrderNotFound,
  RateLimitExceeded,
} from "ccxt/base/errors.js";
import { ExchangeRefused } from "../../domain/exchange_error.ts";
import { passedReason } from "../../domain/passed_price.ts";
import { type Failing, failureOf } from "./errors.ts";

/** What a failed order or cancel means. */
export type WriteFailure =
  | { readonly outcome: "refused" | "unknown"; readonly reason: string }
  /** It was turned away before it was looked at: for its clock, or because too much was asked. */
  | { readonly outcome: "again"; readonly reason: string; readonly why: "clock" | "patience"; readonly afterMs: number }
  /** An order of this client order id is there already. */
  | { readonly outcome: "duplicate"; readonly reason: string };

/** Translates the failure of an order or cancel. */
export function writeFailureOf(error: unknown, exchange: Failing): WriteFailure {
  const failure = failureOf(error, exchange);
  const reason = failure.message;
  if (error instanceof ExchangeRefused) return { outcome: "refused", reason };
  if (error instanceof InvalidNonce) return { outcome: "again", reason, why: "clock", afterMs: 0 };
  if (error instanceof RateLimitExceeded || error instanceof DDoSProtection) {
    const afterMs = "retryAfterMs" in failure ? failure.retryAfterMs ?? 0 : 0;
    return { outcome: "again", reason, why: "patience", afterMs };
  }
  if (isDuplicate(error)) return { outcome: "duplicate", reason };
  if (!isSure(error)) return { outcome: "unknown", reason };
  return { outcome: "refused", reason: isPassed(error) ? passedReason(reason) : reason };
}

/**
 * The market has reached the stop price already. Of our orders only stops and targets can be refused for that. Of a pair in
 * their right order (see `noGroup`) Binance says that one of its prices is on the wrong side of the market.
 */
function isPassed(error: unknown): boolean {
  if (error instanceof OrderImmediatelyFillable) return true;
  return error instanceof BaseError && /relationship of the prices/i.test(error.message);
}

/** The exchange does not know the order (any more). */
export function isNotFound(error: unknown): boolean {
  return error instanceof OrderNotFound;
}

/** Binance says it in words alone. */
function isDuplicate(error: unknown): boolean {
  return error instanceof DuplicateOrderId || (error instanceof BaseError && /duplicate order/i.test(error.message));
}

/** Whether the exchange said no. A plain ExchangeError is one that ccxt does not know. */
function isSure(error: unknown): boolean {
  return error instanceof BaseError && !(error instanceof OperationFailed) && error.constructor !== ExchangeError;
}
