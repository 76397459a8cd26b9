/** Last prices of one venue, each for some seconds. Pure: times are handed in. */
import type { DecimalText } from "../../domain/decimal.ts";
import type { ExchangeFailure } from "../../domain/exchange_failure.ts";
import type { Symbol } from "../../domain/market.ts";

/** What one asking gave. */
export type Priced =
  | { readonly outcome: "told"; readonly prices: Readonly<Record<Symbol, DecimalText>> }
  | { readonly outcome: "failed"; readonly failure: ExchangeFailure };

interface Known {
  /** Null = the venue has no such market, or no price of it. */
  readonly price: DecimalText | null;
  readonly atMs: number;
}

/** The prices of one venue. */
export class PriceBook {
  /** Whether the exchange is being asked. */
  isAsking = false;
  readonly #known = new Map<Symbol, Known>();
  #failure: { readonly failure: ExchangeFailure; readonly atMs: number } | null = null;

  /** @param freshMs for how long a price serves; @param failedMs for how long a failure does. */
  constructor(readonly freshMs: number, readonly failedMs: number) {}

  /** Those of which no fresh price is known. */
  missing(symbols: readonly Symbol[], nowMs: number): Symbol[] {
    return symbols.filter((symbol) => !this.#isWithin(this.#known.get(symbol)?.atMs, this.freshMs, nowMs));
  }

  /** What the last asking failed of, where that is not long ago. */
  failureAt(nowMs: number): ExchangeFailure | null {
    return this.#isWithin(this.#failure?.atMs, this.failedMs, nowMs) ? this.#failure!.failure : null;
  }

  /** What is known of these; those without a price are left out. */
  pricesOf(symbols: readonly Symbol[]): Record<Symbol, DecimalText> {
    return Object.fromEntries(symbols.flatMap((symbol) => {
      const price = this.#known.get(symbol)?.price ?? null;
      return price === null ? [] : [[symbol, price]];
    }));
  }

  /** The exchange has answered (or failed) at `nowMs`. */
  take(asked: readonly Symbol[], answer: Priced, nowMs: number): void {
    this.isAsking = false;
    this.#failure = answer.outcome === "failed" ? { failure: answer.failure, atMs: nowMs } : null;
    if (answer.outcome === "failed") return;
    for (const symbol of asked) this.#known.set(symbol, { price: answer.prices[symbol] ?? null, atMs: nowMs });
  }

  /** Forgets what is not fresh any more. */
  tidy(nowMs: number): void {
    for (const [symbol, { atMs }] of this.#known) {
      if (!this.#isWithin(atMs, this.freshMs, nowMs)) this.#known.delete(symbol);
    }
  }

  /** A clock that was set back makes nothing fresh for longer. */
  #isWithin(atMs: number | undefined, limitMs: number, nowMs: number): boolean {
    return atMs !== undefined && Math.abs(nowMs - atMs) <= limitMs;
  }
}
