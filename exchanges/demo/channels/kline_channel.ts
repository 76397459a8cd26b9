/**
 * `<symbol>@kline_<interval>`: the growing candle on a trade, at most every 2 s, and each closed candle exactly once
 * (`x` true), in order, also when it was silent. A bucket that the exchange lost to a halt is not sent at all.
 */
import { addBar, type Bar, tradeBar } from "../bar.ts";
import { type Bucket, bucketOf, type Interval, intervalMs } from "../intervals.ts";
import type { MarketHistory } from "../market_history.ts";
import type { DemoTrade } from "../market_history.ts";
import { fromUnits } from "../units.ts";
import { type Channel, type Emit, Pace, pacedMs } from "./channel.ts";

const UPDATE_MS = 2000;
const SECOND_UPDATE_MS = 1000;
/** A closing frame is stamped this long after the boundary, as seen on the wire. */
const CLOSING_LAG_MS = 4;

/** Candles of one market and interval. */
export class KlineChannel implements Channel {
  readonly rank: number;
  readonly #updateMs: number;
  #pace: Pace;
  #bucket: Bucket;
  #bar: Bar | null;
  #changed = true;

  /** @param nowMs how far the market has been played; what happened since the bucket opened is folded in. */
  constructor(
    private readonly history: MarketHistory,
    private readonly interval: Interval,
    private readonly offsetMs: number,
    nowMs: number,
    speed: number,
    private readonly emit: Emit,
  ) {
    this.rank = intervalMs(interval);
    this.#updateMs = pacedMs(interval === "1s" ? SECOND_UPDATE_MS : UPDATE_MS, speed);
    this.#pace = new Pace(this.#updateMs);
    this.#bucket = bucketOf(nowMs, interval, offsetMs);
    this.#bar = history.bar(this.#bucket.openMs, nowMs + 1);
  }

  onTrade(trade: DemoTrade): void {
    if (this.#bar !== null && trade.id <= this.#bar.lastId) return; // folded in when the channel was opened
    if (this.#bar === null) this.#bar = tradeBar(trade);
    else addBar(this.#bar, tradeBar(trade));
    this.#changed = true;
    this.#update(trade.timeMs);
  }

  onBeat(timeMs: number): void {
    if (timeMs - this.#bucket.openMs >= this.#updateMs) this.#update(timeMs);
  }

  onBoundary(timeMs: number): void {
    while (this.#bucket.endMs <= timeMs) {
      const { openMs, endMs } = this.#bucket;
      const bar = this.#bar ?? this.history.bar(openMs, endMs);
      if (bar !== null) this.#send(bar, endMs + CLOSING_LAG_MS, true);
      this.#bucket = bucketOf(endMs, this.interval, this.offsetMs);
      this.#bar = null;
      this.#changed = true;
    }
  }

  #update(timeMs: number): void {
    if (!this.#changed) return;
    this.#bar ??= this.history.bar(this.#bucket.openMs, timeMs + 1);
    if (this.#bar === null || !this.#pace.due(timeMs)) return;
    this.#changed = false;
    this.#send(this.#bar, timeMs, false);
  }

  #send(bar: Bar, eventMs: number, closed: boolean): void {
    const { rules } = this.history;
    const price = (ticks: number) => fromUnits(ticks, rules.pricePlaces);
    const base = (steps: number) => fromUnits(steps, rules.quantityPlaces);
    const quote = (amount: bigint) => fromUnits(amount, rules.pricePlaces + rules.quantityPlaces);
    const k = {
      t: this.#bucket.openMs,
      T: this.#bucket.endMs - 1,
      s: rules.id,
      i: this.interval,
      f: bar.firstId,
      L: bar.lastId,
      o: price(bar.open),
      c: price(bar.close),
      h: price(bar.high),
      l: price(bar.low),
      v: base(bar.steps),
      n: bar.count,
      x: closed,
      q: quote(bar.quote),
      V: base(bar.takerSteps),
      Q: quote(bar.takerQuote),
      B: "0",
    };
    this.emit(JSON.stringify({ e: "kline", E: eventMs, s: rules.id, k }));
  }
}
