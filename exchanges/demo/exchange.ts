/** The running exchange without its sockets: its clock turns the player, and the player feeds the streams. */
import { Chaos } from "./chaos/chaos.ts";
import { plannedHalts } from "./chaos/halts.ts";
import type { ChaosOptions } from "./chaos/plan.ts";
import type { ExchangeClock } from "./exchange_clock.ts";
import { StreamHub } from "./hub.ts";
import { LiveMarket } from "./live_market.ts";
import type { MarketHistory } from "./market_history.ts";
import { MarketPlayer } from "./player.ts";
import { MINUTE_MS } from "./recording.ts";
import type { Venue } from "./rest/endpoint.ts";
import { TradingDesk } from "./trading/desk.ts";

const BEAT_MS = 100;
/** Streams pulse no more often than this in real time, however fast the exchange's time runs. */
const LEAST_WALL_BEAT_MS = 50;
/** What clients pay: a tenth of a percent of what they receive, as Binance asks of everybody by default. */
const FEES = { makerMillionths: 1_000, takerMillionths: 1_000 } as const;

/** A market venue in motion. */
export class DemoExchange implements Venue {
  readonly markets: readonly LiveMarket[];
  readonly player: MarketPlayer;
  readonly hub: StreamHub;
  /** What goes wrong on purpose; nothing until a plan is set. */
  readonly chaos: Chaos;
  /** Clients and their orders. */
  readonly desk: TradingDesk;
  #haltsNotedMs: number;

  /** @param tradingPath SQLite file of clients and their orders; null = nothing of them is kept. */
  constructor(histories: readonly MarketHistory[], readonly clock: ExchangeClock, tradingPath: string | null = null) {
    const nowMs = clock.now();
    this.markets = histories.map((history) => new LiveMarket(history, nowMs));
    this.player = new MarketPlayer(this.markets, nowMs, Math.max(BEAT_MS, Math.ceil(LEAST_WALL_BEAT_MS * clock.speed)));
    this.hub = new StreamHub(this.player, clock.speed);
    this.chaos = new Chaos(() => this.player.nowMs);
    this.#haltsNotedMs = nowMs;
    const venues = this.markets.map((market) => ({
      rules: market.history.rules,
      book: market.book,
      lastPrice: () => market.lastPrice,
    }));
    this.desk = new TradingDesk({ venues, now: () => this.now(), fees: FEES, path: tradingPath });
  }

  now(): number {
    return this.clock.now();
  }

  /** What goes wrong on purpose from now on; null = nothing more. Halts begin with the next minute. */
  setChaos(options: ChaosOptions | null): void {
    this.chaos.set(options);
    this.planHalts(this.now());
  }

  /** Lays the plan's halts on the time after `sinceMs`, UTC ms of the exchange; halts that have begun stay. */
  planHalts(sinceMs: number): void {
    const { plan } = this.chaos;
    for (const { history } of this.markets) {
      history.halts.replan(plan === null ? null : plannedHalts(plan, history.rules.id), sinceMs);
    }
  }

  /** Writes down the halts that have begun since the last call. */
  noteHalts(): void {
    const nowMs = this.now();
    for (const { id, history } of this.markets) {
      for (const { flatMinutes, missingMinutes } of history.halts.between(this.#haltsNotedMs, nowMs)) {
        const forMs = (flatMinutes + missingMinutes) * MINUTE_MS;
        this.chaos.note({ kind: "halt", target: id, connection: null, forMs });
      }
    }
    this.#haltsNotedMs = nowMs;
  }

  /** Lets happen what is due, at most `budget` events; whether more is due at once. */
  step(budget: number): boolean {
    const untilMs = this.clock.now();
    for (let left = budget; left > 0; left--) {
      const event = this.player.next(untilMs);
      if (event === null) return false;
      if (event.kind === "TradePrinted") this.desk.onTrade(event.market.id, event.trade);
      this.hub.handle(event);
    }
    return true;
  }
}
