/**
 * Lets the market happen: everything between two moments of the exchange's time, in order, one event at a time.
 *
 * Pure: it owns no timer. Whoever turns it asks {@linkcode MarketPlayer.next} until there is nothing left to happen.
 */
import type { LiveMarket } from "./live_market.ts";
import type { DemoTrade } from "./market_history.ts";

/** What happens on the exchange. `timeMs` is the exchange's time, UTC ms. */
export type MarketEvent =
  /** A boundary of the grid (each minute, or each second): what was before it is final. Comes before trades at it. */
  | { readonly kind: "BoundaryPassed"; readonly timeMs: number }
  | { readonly kind: "TradePrinted"; readonly timeMs: number; readonly market: LiveMarket; readonly trade: DemoTrade }
  /** The pulse of everything that is sent at intervals. */
  | { readonly kind: "Beat"; readonly timeMs: number };

const MINUTE_MS = 60_000;
const SECOND_MS = 1000;

/** Merges the trades of all markets, the boundaries of time and the beats into one order. */
export class MarketPlayer {
  #nowMs: number;
  #gridMs = MINUTE_MS;
  #boundaryMs: number;
  #beatMs: number;

  /**
   * @param fromMs where it begins, UTC ms of the exchange, as the markets do: what happened up to then is history.
   * @param everyMs distance of two beats in the exchange's time.
   */
  constructor(readonly markets: readonly LiveMarket[], fromMs: number, private readonly everyMs: number) {
    this.#nowMs = fromMs;
    this.#boundaryMs = nextOnGrid(fromMs, MINUTE_MS);
    this.#beatMs = nextOnGrid(fromMs, everyMs);
  }

  /** How far it has played: every event up to here, this moment included, was given out. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Whether boundaries are told each second rather than each minute. */
  set seconds(wanted: boolean) {
    this.#gridMs = wanted ? SECOND_MS : MINUTE_MS;
    this.#boundaryMs = nextOnGrid(this.#nowMs, this.#gridMs);
  }

  /** The next thing that happens, not after `untilMs`; null when nothing is left, and the play stands at `untilMs`. */
  next(untilMs: number): MarketEvent | null {
    const market = this.#earliest(untilMs);
    const tradeMs = market?.nextTradeMs(untilMs) ?? Infinity;
    const timeMs = Math.min(this.#boundaryMs, tradeMs, this.#beatMs);
    this.#nowMs = Math.max(this.#nowMs, Math.min(timeMs, untilMs));
    if (timeMs > untilMs) return null;
    if (timeMs === this.#boundaryMs) return this.#passBoundary(timeMs);
    if (market !== undefined && timeMs === tradeMs) {
      return { kind: "TradePrinted", timeMs, market, trade: market.play() };
    }
    return this.#beat(timeMs);
  }

  #beat(timeMs: number): MarketEvent {
    this.#beatMs += this.everyMs;
    for (const market of this.markets) market.breathe();
    return { kind: "Beat", timeMs };
  }

  #passBoundary(timeMs: number): MarketEvent {
    this.#boundaryMs += this.#gridMs;
    return { kind: "BoundaryPassed", timeMs };
  }

  #earliest(untilMs: number): LiveMarket | undefined {
    let earliest = this.markets[0];
    for (const market of this.markets) {
      if (market.nextTradeMs(untilMs) < earliest!.nextTradeMs(untilMs)) earliest = market;
    }
    return earliest;
  }
}

function nextOnGrid(timeMs: number, gridMs: number): number {
  return (Math.floor(timeMs / gridMs) + 1) * gridMs;
}
