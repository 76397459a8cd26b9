/** From trades to candles: exact, and quick enough for every print of a busy market. */
import type { Candle } from "./candle.ts";
import { isSilent } from "./candle_fold.ts";
import { compareDecimal, type DecimalText } from "./decimal.ts";
import { ExactSum } from "./exact_sum.ts";
import { bucketOpenMs, type Timeframe, timeframeMs } from "./timeframe.ts";
import type { Trade } from "./trade.ts";

/** What a builder reads of a trade. */
export type Print = Pick<Trade, "price" | "quantity" | "timeMs">;

const NONE: readonly Candle[] = [];

/**
 * Folds the trades of one market into candles. A candle ends when a trade of a later bucket arrives; the silent buckets
 * between are flat at the last close. What it closes is arithmetic, not the exchange's word: a trade may still be late.
 */
export class CandleBuilder {
  #bucket: Bucket | undefined;
  #lateTrades = 0;

  constructor(readonly symbol: string, readonly timeframe: Timeframe) {}

  /** Trades that came after their bucket had ended. They are in no candle. */
  get lateTrades(): number {
    return this.#lateTrades;
  }

  /** The candle that is still open, or null before the first trade. */
  get open(): Candle | null {
    return this.#bucket ? this.#candle(this.#bucket) : null;
  }

  /** Goes on from the exchange's own view of the open candle, in place of what was folded so far. */
  resume(candle: Candle): void {
    if (this.#bucket && candle.openMs < this.#bucket.openMs) return;
    this.#bucket = new Bucket(candle.openMs, candle.closeMs + 1, candle.close);
    if (!isSilent(candle)) this.#bucket.fill(candle);
  }

  /** Takes one trade; returns the candles that ended by it, oldest first. */
  add(trade: Print): readonly Candle[] {
    const bucket = this.#bucket;
    if (bucket && trade.timeMs >= bucket.openMs) {
      if (trade.timeMs >= bucket.endMs) return this.#turn(bucket, trade);
      bucket.take(trade.price, trade.quantity);
      return NONE;
    }
    if (bucket) this.#lateTrades++;
    else this.#begin(trade);
    return NONE;
  }

  #turn(bucket: Bucket, trade: Print): Candle[] {
    const closed: Candle[] = [];
    const openMs = bucketOpenMs(trade.timeMs, this.timeframe);
    for (let at: Bucket = bucket; at.openMs < openMs; at = this.#bucketAt(at.endMs, at.close)) {
      closed.push(this.#candle(at));
    }
    this.#begin(trade);
    return closed;
  }

  #begin(trade: Print): void {
    this.#bucket = this.#bucketAt(bucketOpenMs(trade.timeMs, this.timeframe), trade.price);
    this.#bucket.take(trade.price, trade.quantity);
  }

  #bucketAt(openMs: number, previousClose: DecimalText): Bucket {
    return new Bucket(openMs, openMs + timeframeMs(this.timeframe), previousClose);
  }

  #candle({ openMs, endMs, open, high, low, close, volume }: Bucket): Candle {
    const { symbol, timeframe } = this;
    return { symbol, timeframe, openMs, closeMs: endMs - 1, open, high, low, close, volume: volume.text() };
  }
}

/** One bucket as it grows. Floats decide where they differ; texts decide ties. */
class Bucket {
  open: DecimalText;
  high: DecimalText;
  low: DecimalText;
  close: DecimalText;
  readonly volume = new ExactSum();
  #high = -Infinity;
  #low = Infinity;

  constructor(readonly openMs: number, readonly endMs: number, previousClose: DecimalText) {
    this.open =
      this.high =
      this.low =
      this.close =
        previousClose;
  }

  take(price: DecimalText, quantity: DecimalText): void {
    const value = Number(price);
    if (this.#high === -Infinity) this.open = price;
    if (value > this.#high || (value === this.#high && compareDecimal(price, this.high) > 0)) {
      this.#high = value;
      this.high = price;
    }
    if (value < this.#low || (value === this.#low && compareDecimal(price, this.low) < 0)) {
      this.#low = value;
      this.low = price;
    }
    this.close = price;
    this.volume.add(quantity);
  }

  fill(candle: Candle): void {
    ({ open: this.open, high: this.high, low: this.low, close: this.close } = candle);
    this.#high = Number(candle.high);
    this.#low = Number(candle.low);
    this.volume.add(candle.volume);
  }
}
