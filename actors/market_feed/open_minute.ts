/** The minute that is still open, as it grows: the exchange's own view every two seconds, and every print in between. */
import type { Candle } from "../../domain/candle.ts";
import { CandleBuilder } from "../../domain/candle_builder.ts";
import type { Symbol } from "../../domain/market.ts";
import type { Trade } from "../../domain/trade.ts";

/** Follows the open 1m candle of one market. For the eye only: nothing is ever closed by it. */
export class OpenMinute {
  readonly #builder: CandleBuilder;
  /** The last single trade that is in it. */
  #lastId = -1;
  #changed = false;

  constructor(symbol: Symbol) {
    this.#builder = new CandleBuilder(symbol, "1m");
  }

  /** The exchange's view, with the id of the last single trade in it (−1 = silent). */
  hearCandle(candle: Candle, lastId: number): void {
    const open = this.#builder.open;
    if (open && candle.openMs === open.openMs && lastId < this.#lastId) return; // prints were quicker
    this.#builder.resume(candle);
    if (lastId >= 0) this.#lastId = lastId;
    this.#changed = true;
  }

  /** A print with the ids of the single trades in it. One that is in it already is ignored. */
  hearTrade(trade: Trade, firstId: number, lastId: number): void {
    if (firstId <= this.#lastId) return;
    this.#builder.add(trade);
    this.#lastId = lastId;
    this.#changed = true;
  }

  /** The candle if it has changed since this was asked last. */
  takeChange(): Candle | null {
    const changed = this.#changed;
    this.#changed = false;
    return changed ? this.#builder.open : null;
  }
}
