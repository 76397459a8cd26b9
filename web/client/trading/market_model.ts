/** The market that the trading page looks at, live: its price, its book and its prints. */
import { type Signal, signal } from "@preact/signals";
import type { DecimalText } from "../../../domain/decimal.ts";
import type { MarketView } from "../../../domain/market_view.ts";
import { watch } from "../live_connection.ts";
import { onEvent } from "../store.ts";
import type { MarketFacts } from "./views.ts";

/** A market while it is looked at. */
export class MarketModel {
  /** What was heard last of each part; null = nothing yet. */
  readonly view: Signal<MarketView | null>;
  readonly last: Signal<DecimalText | null>;
  readonly #listeners = new Set<(view: MarketView) => void>();

  constructor(readonly facts: MarketFacts) {
    this.view = signal(facts.view);
    this.last = signal(lastOf(facts.view));
  }

  /** Follows the market until the returned function is called. */
  follow(): () => void {
    const { symbol } = this.facts.market;
    const ends = [
      watch(this.facts.channel),
      onEvent("market", (told) => {
        if (told.symbol === symbol && this.facts.channel.endsWith(`:${told.venueId}:${symbol}`)) this.#take(told);
      }),
    ];
    return () => ends.forEach((end) => end());
  }

  /** Hears every view as it comes, with its prints. */
  onView(listener: (view: MarketView) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #take(told: MarketView): void {
    const before = this.view.peek();
    this.view.value = {
      ...told,
      ticker: told.ticker ?? before?.ticker ?? null,
      book: told.book ?? before?.book ?? null,
    };
    this.last.value = told.trades.at(-1)?.price ?? told.ticker?.last ?? this.last.peek();
    for (const listener of this.#listeners) listener(told);
  }
}

function lastOf(view: MarketView | null): DecimalText | null {
  return view?.trades.at(-1)?.price ?? view?.ticker?.last ?? null;
}
