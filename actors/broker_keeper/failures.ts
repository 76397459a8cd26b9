/** Why a broker's actor does not start or answer, in parts. */
import type { ExchangeFailure } from "../../domain/exchange_failure.ts";
import { CATALOG } from "../../exchanges/ccxt/catalog.ts";
import { failureKindOf } from "../../exchanges/ccxt/failure_kind.ts";
import { withoutSecrets } from "../../exchanges/ccxt/without_secrets.ts";
import { exchangeNameOf } from "../exchange_catalog.ts";
import { AskError, StartError } from "../runtime/mod.ts";

/** Only these are started: an exchange's id becomes a worker's name. */
export function isKnownExchange(exchange: string): boolean {
  return exchange === "demo" || CATALOG.some(({ id }) => id === exchange);
}

/** What starting or asking a broker's actor failed with, in words without its credentials. */
export function failureAt(
  exchange: string,
  error: unknown,
  credentials: Readonly<Record<string, string>> = {},
): ExchangeFailure {
  const origin = error instanceof StartError && error.cause instanceof Error ? error.cause : error;
  const name = exchangeNameOf(exchange);
  const words = withoutSecrets(wordsOf(origin), credentials);
  return { kind: failureKindOf(origin), exchange: name, words: words.replace(`${name}: `, "") };
}

function wordsOf(error: unknown): string {
  if (error instanceof AskError) return error.code === "timeout" ? "no answer in time" : `no answer (${error.code})`;
  return error instanceof Error ? error.message : String(error);
}
