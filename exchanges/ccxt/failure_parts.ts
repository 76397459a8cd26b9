/** A failure of ccxt in parts, so that it can be told in the user's language: its kind, the exchange, and its own words. */
import { ExchangeRefused, ExchangeUnavailable } from "../../domain/exchange_error.ts";
import type { ExchangeFailure } from "../../domain/exchange_failure.ts";
import { ownWords } from "./errors.ts";
import { failureKindOf } from "./failure_kind.ts";

/** Takes a failure apart; `id` is ccxt's id of the exchange, `name` how it is called in messages. */
export function failurePartsOf(error: unknown, { id, name }: { id: string; name: string }): ExchangeFailure {
  const isOurs = error instanceof ExchangeUnavailable || error instanceof ExchangeRefused;
  const origin = isOurs && error.cause !== undefined ? error.cause : error;
  const words = ownWords(origin, id);
  return {
    kind: failureKindOf(error),
    exchange: name,
    words: words.startsWith(`${name}: `) ? words.slice(name.length + 2) : words,
  };
}
