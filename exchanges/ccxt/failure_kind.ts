/** What kind of failure an error is, by the names of ccxt's classes. */
import { type FailureKind, failureKind } from "../../domain/exchange_failure.ts";

/** What our own errors mean, and those of who asks an actor; no ccxt error stands behind them. */
const OF_OURS: Readonly<Record<string, FailureKind>> = {
  ExchangeUnavailable: "ExchangeNotAvailable",
  ExchangeRefused: "NotSupported",
  AskError: "RequestTimeout",
};

/**
 * The kind of a failure: ccxt's class of the error or, where it is none of ccxt's, of what caused it. An error that came from
 * another isolate is known by its name. What nobody knows is mostly an answer that could not be read: `BadResponse`.
 */
export function failureKindOf(error: unknown): FailureKind {
  for (let one = error; one instanceof Error; one = one.cause) {
    const known = namesOf(one).map((name) => failureKind.safeParse(name)).find(({ success }) => success);
    if (known?.success) return known.data;
  }
  return error instanceof Error ? OF_OURS[error.name] ?? "BadResponse" : "BadResponse";
}

/** Its name, and those of its class and of all that its class extends. */
function namesOf(error: Error): string[] {
  const names = [error.name];
  for (let of = Object.getPrototypeOf(error); of !== null; of = Object.getPrototypeOf(of)) {
    names.push(of.constructor.name);
  }
  return names;
}
