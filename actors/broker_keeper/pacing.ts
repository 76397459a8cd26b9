/** When a broker that failed is tried again. */
import type { ExchangeFailure, FailureKind } from "../../domain/exchange_failure.ts";

/** After the first failure, ms; doubled with each. */
const FIRST_MS = 2_000;
/** The longest wait, ms. */
const LONGEST_MS = 300_000;
/** Waits are made longer by up to this part, so that accounts do not all come at once. */
const JITTER = 0.2;

/** Nothing changes about these before somebody changes the key, or the exchange its mind. */
const ABOUT_THE_ACCOUNT: ReadonlySet<FailureKind> = new Set([
  "AuthenticationError",
  "PermissionDenied",
  "AccountNotEnabled",
  "AccountSuspended",
  "ArgumentsRequired",
  "NotSupported",
  "RestrictedLocation",
]);

/** Whether it lies with the account or its key, rather than with the exchange or the way to it. */
export function isAboutTheAccount({ kind }: ExchangeFailure): boolean {
  return ABOUT_THE_ACCOUNT.has(kind);
}

/** How long to wait, ms. @param failures how many there were in a row, this one included. */
export function retryInMs(failure: ExchangeFailure, failures: number, random: () => number): number {
  const waitMs = isAboutTheAccount(failure) ? LONGEST_MS : Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS);
  return Math.round(waitMs * (1 + random() * JITTER));
}
