/** Tickers: `miniTicker`, `ticker`, `ticker_<window>`, `avgPrice`, `referencePrice`, and the arrays of all markets; once a second where something was traded. */
import { bestRow } from "../book_rows.ts";
import type { LiveMarket } from "../live_market.ts";
import { AVERAGE_MINUTES, averagePrice, DAY_MS, type Statistics, statistics } from "../statistics.ts";
import type { TickerWindow } from "../stream_names.ts";
import type { DemoTrade } from "../market_history.ts";
import { type Channel, type Emit, Pace, pacedMs } from "./channel.ts";

const EVERY_MS = 1000;
const MINUTE_MS = 60_000;
const WINDOW_MS: Readonly<Record<TickerWindow, number>> = { "1h": 60 * MINUTE_MS, "4h": 240 * MINUTE_MS, "1d": DAY_MS };

/** Makes a market's payload at a moment, UTC ms of the exchange. */
export type TickerPayload = (market: LiveMarket, timeMs: number) => Record<string, unknown>;

/** One market's ticker. */
export class TickerChannel implements Channel {
  readonly rank = 2;
  readonly #pace: Pace;
  #changed = true;

  constructor(
    private readonly market: LiveMarket,
    private readonly payload: TickerPayload,
    speed: number,
    private readonly emit: Emit,
  ) {
    this.#pace = new Pace(pacedMs(EVERY_MS, speed));
  }

  onTrade(): void {
    this.#changed = true;
  }

  onBeat(timeMs: number): void {
    if (!this.#changed || !this.#pace.due(timeMs)) return;
    this.#changed = false;
    this.emit(JSON.stringify(this.payload(this.market, timeMs)));
  }
}

/** The tickers of all markets that were traded since the last array. */
export class AllTickersChannel implements Channel {
  readonly rank = 3;
  readonly #pace: Pace;
  #changed: Set<LiveMarket>;

  constructor(
    markets: readonly LiveMarket[],
    private readonly payload: TickerPayload,
    speed: number,
    private readonly emit: Emit,
  ) {
    this.#pace = new Pace(pacedMs(EVERY_MS, speed));
    this.#changed = new Set(markets);
  }

  onTrade(_trade: DemoTrade, market: LiveMarket): void {
    this.#changed.add(market);
  }

  onBeat(timeMs: number): void {
    if (this.#changed.size === 0 || !this.#pace.due(timeMs)) return;
    const rows = [...this.#changed].map((market) => this.payload(market, timeMs));
    this.#changed = new Set();
    this.emit(JSON.stringify(rows));
  }
}

/** `24hrMiniTicker` */
export const miniTicker: TickerPayload = (market, timeMs) => {
  const figures = statistics(market.history, timeMs - DAY_MS, timeMs);
  return {
    e: "24hrMiniTicker",
    E: timeMs,
    s: market.id,
    c: figures.last,
    o: figures.open,
    h: figures.high,
    l: figures.low,
    v: figures.volume,
    q: figures.quoteVolume,
  };
};

/** `24hrTicker` */
export const dayTicker: TickerPayload = (market, timeMs) => {
  const figures = statistics(market.history, timeMs - DAY_MS, timeMs);
  const [b, B] = bestRow(market, "bid");
  const [a, A] = bestRow(market, "ask");
  return {
    e: "24hrTicker",
    E: timeMs,
    s: market.id,
    ...windowFields(figures),
    x: figures.previousClose,
    Q: figures.lastQuantity,
    b,
    B,
    a,
    A,
  };
};

/** `1hTicker`, `4hTicker` and `1dTicker`: the window opens on a whole minute. */
export function windowTicker(window: TickerWindow): TickerPayload {
  return (market, timeMs) => {
    const openMs = Math.floor((timeMs - WINDOW_MS[window]) / MINUTE_MS) * MINUTE_MS;
    return {
      e: `${window}Ticker`,
      E: timeMs,
      s: market.id,
      ...windowFields(statistics(market.history, openMs, timeMs)),
    };
  };
}

/** `avgPrice` */
export const avgPrice: TickerPayload = (market, timeMs) => {
  const { price, lastTradeMs } = averagePrice(market.history, timeMs);
  return { e: "avgPrice", E: timeMs, s: market.id, i: `${AVERAGE_MINUTES}m`, w: price, T: lastTradeMs };
};

/** `referencePrice`: markets whose prices are not bound to one have none. */
export const referencePrice: TickerPayload = (market, timeMs) => ({
  e: "referencePrice",
  s: market.id,
  r: null,
  t: timeMs,
});

function windowFields(figures: Statistics): Record<string, unknown> {
  return {
    p: figures.change,
    P: figures.changePercent,
    w: figures.average,
    c: figures.last,
    o: figures.open,
    h: figures.high,
    l: figures.low,
    v: figures.volume,
    q: figures.quoteVolume,
    O: figures.openMs,
    C: figures.closeMs,
    F: figures.firstId,
    L: figures.lastId,
    n: figures.count,
  };
}
