/** Why an exchange failed us, as a user is told it: what kind of failure, at which exchange, and in its own words. */
import { z } from "zod";

/**
 * Kinds of failures: the names of ccxt's error classes (4.5), in its hierarchy's order. Each has a text in every language.
 */
export const FAILURE_KINDS = [
  "ExchangeError",
  "AuthenticationError",
  "PermissionDenied",
  "AccountNotEnabled",
  "AccountSuspended",
  "ArgumentsRequired",
  "BadRequest",
  "BadSymbol",
  "OperationRejected",
  "NoChange",
  "MarginModeAlreadySet",
  "MarketClosed",
  "ManualInteractionNeeded",
  "RestrictedLocation",
  "InsufficientFunds",
  "InvalidAddress",
  "AddressPending",
  "InvalidOrder",
  "OrderNotFound",
  "OrderNotCached",
  "OrderImmediatelyFillable",
  "OrderNotFillable",
  "DuplicateOrderId",
  "ContractUnavailable",
  "NotSupported",
  "InvalidProxySettings",
  "ExchangeClosedByUser",
  "OperationFailed",
  "NetworkError",
  "DDoSProtection",
  "RateLimitExceeded",
  "ExchangeNotAvailable",
  "OnMaintenance",
  "InvalidNonce",
  "ChecksumError",
  "RequestTimeout",
  "BadResponse",
  "NullResponse",
  "CancelPending",
  "UnsubscribeError",
] as const;
/** What kind of failure. */
export const failureKind = z.enum(FAILURE_KINDS);
/** What kind of failure. */
export type FailureKind = z.infer<typeof failureKind>;

/** A failure in parts, to be told in the user's language: `Invalid key at Binance: Invalid API-key, IP, …`. */
export const exchangeFailure = z.object({
  kind: failureKind,
  /** As people know it: `Binance`. */
  exchange: z.string(),
  /** The exchange's own words, without secrets. */
  words: z.string(),
});
/** A failure in parts. */
export type ExchangeFailure = z.infer<typeof exchangeFailure>;
