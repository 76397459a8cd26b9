/** What the soak measures while it runs, a line for each simulated day. */
import type { System } from "../../actors/runtime/mod.ts";
import { corrections, feedIncidents, heartbeat } from "../../actors/topics.ts";
import type { RunningDemoExchange } from "../../exchanges/demo/server.ts";

const DAY_MS = 86_400_000;
const MIB = 2 ** 20;

/** One simulated day. */
export interface Day {
  readonly day: number;
  /** Memory of the whole process at its end, MiB. */
  readonly memoryMib: number;
  /** Half of the 1m candles, and nearly all, were told so long after their end, ms of the world's time. */
  readonly lagP50Ms: number;
  readonly lagP99Ms: number;
  /** Candles told, of all timeframes. */
  readonly candles: number;
  readonly repaired: number;
  readonly corrections: number;
  readonly faults: number;
}

/** Listens, and makes a line of each day that has passed. */
export class Meter {
  readonly days: Day[] = [];
  #lags: number[] = [];
  #candles = 0;
  #repaired = 0;
  #corrections = 0;
  #faultsBefore = 0;
  #nextMs: number;

  constructor(system: System, private readonly exchange: RunningDemoExchange, private readonly fromMs: number) {
    this.#nextMs = fromMs + DAY_MS;
    const { clock } = exchange;
    system.subscribe(heartbeat, ({ candle }) => {
      this.#candles++;
      if (candle.timeframe === "1m") this.#lags.push((clock.now() - candle.closeMs) / clock.speed);
    });
    system.subscribe(feedIncidents, ({ kind, count }) => {
      if (kind === "candle_repair") this.#repaired += count;
    });
    system.subscribe(corrections, () => void this.#corrections++);
  }

  /** The days that have passed since this was asked last. */
  take(): Day[] {
    const passed: Day[] = [];
    while (this.exchange.clock.now() >= this.#nextMs) passed.push(this.#close());
    this.days.push(...passed);
    return passed;
  }

  #close(): Day {
    const lags = this.#lags.sort((a, b) => a - b);
    const at = (part: number) => Math.round(lags[Math.min(lags.length - 1, Math.floor(lags.length * part))] ?? NaN);
    const faults = Object.values(this.exchange.exchange.chaos.log.counts()).reduce((sum, count) => sum + count, 0);
    const day = {
      day: Math.round((this.#nextMs - this.fromMs) / DAY_MS),
      memoryMib: Math.round(Deno.memoryUsage().rss / MIB),
      lagP50Ms: at(0.5),
      lagP99Ms: at(0.99),
      candles: this.#candles,
      repaired: this.#repaired,
      corrections: this.#corrections,
      faults: faults - this.#faultsBefore,
    };
    this.#faultsBefore = faults;
    this.#nextMs += DAY_MS;
    [this.#lags, this.#candles, this.#repaired, this.#corrections] = [[], 0, 0, 0];
    return day;
  }
}
