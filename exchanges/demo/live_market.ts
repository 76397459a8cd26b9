/** A market in motion: a cursor on its trades, which the {@linkcode MarketPlayer} moves. */
import type { DemoTrade, MarketHistory } from "./market_history.ts";

/** A market and how far it has been played. */
export class LiveMarket {
  #minute = 0;
  #trades: DemoTrade[] = [];
  #next = 0;

  constructor(readonly history: MarketHistory) {}

  /** The exchange's own spelling of the symbol, `BTCUSDT`. */
  get id(): string {
    return this.history.rules.id;
  }

  /** Puts the cursor behind everything that happened up to `timeMs`, itself included. */
  startAfter(timeMs: number): void {
    this.#minute = this.history.timeline.indexOf(timeMs);
    this.#trades = this.history.trades(this.#minute).filter((trade) => trade.timeMs > timeMs);
    this.#next = 0;
  }

  /** When the next trade happens; Infinity when none does up to `untilMs`. */
  nextTradeMs(untilMs: number): number {
    while (this.#next >= this.#trades.length && this.history.timeline.openMs(this.#minute + 1) <= untilMs) {
      this.#minute++;
      this.#trades = this.history.trades(this.#minute);
      this.#next = 0;
    }
    return this.#trades[this.#next]?.timeMs ?? Infinity;
  }

  /** Lets the next trade happen. Only after {@linkcode LiveMarket.nextTradeMs} named its time. */
  play(): DemoTrade {
    return this.#trades[this.#next++]!;
  }
}
