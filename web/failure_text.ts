/** A failure of an exchange in the user's language, with the exchange's own words. */
import type { ExchangeFailure } from "../domain/exchange_failure.ts";
import { fill, type Texts } from "./i18n/mod.ts";

/** `Erreur d’authentification à Binance : Invalid API-key, …`; without words it ends before the colon. */
export function failureTextOf(
  { failures }: Pick<Texts, "failures">,
  { kind, exchange, words }: ExchangeFailure,
): string {
  const text = failures[kind];
  return fill(words === "" ? text.replace(/\s*:\s*\{words\}$/, "") : text, { exchange, words });
}
