/**
 * How many new orders an exchange takes of one account in a time. Who sends more is turned away, with all who share the address;
 * so orders wait here for their turn, or go back unsent where that would take too long. Cancels do not count.
 */
import type { Exchange } from "ccxt";
import { RateLimitExceeded } from "ccxt/base/errors.js";
import { Lanes } from "../../domain/lanes.ts";
import type { PaceTime } from "./bucket.ts";

/** So many new orders within a time, ms. */
export interface OrderLimit {
  readonly orders: number;
  readonly withinMs: number;
}

/** Binance: `ORDERS` in the `rateLimits` of its `exchangeInfo`, which ccxt passes over. */
const LIMITS: Readonly<Record<string, OrderLimit>> = { binance: { orders: 100, withinMs: 10_000 } };
/** Orders are so much longer on their way one time than another, ms. */
const JITTER_MS = 500;
/** An order waits no longer, ms: whoever has sent it waits for its answer, and gives up after twice this. */
const PATIENCE_MS = 5_000;

/** The limit of an exchange; null = it has none, or its general rate limit counts for orders, too. */
export function orderLimitOf({ id }: Pick<Exchange, "id">): OrderLimit | null {
  return LIMITS[id] ?? null;
}

/** Whether an exchange turned an order away because of the account's limit, which is no word about the address. */
export function isOfOrderLimit(error: unknown): boolean {
  return error instanceof Error && /"code":\s*-1015\b/.test(error.message);
}

/** The new orders of one account. */
export class OrderPace {
  readonly #limit: OrderLimit | null;
  readonly #time: PaceTime;
  readonly #line = new Lanes();
  /** When the last ones went out, oldest first. */
  #sentMs: number[] = [];

  constructor(limit: OrderLimit | null, time: PaceTime) {
    this.#limit = limit;
    this.#time = time;
  }

  /**
   * Waits until so many orders may go out, one caller after another.
   * @throws {RateLimitExceeded} at once where that is too long; nothing was sent.
   */
  async take(orders: number): Promise<void> {
    const limit = this.#limit;
    if (limit === null) return;
    const untilMs = this.#time.elapsed() + PATIENCE_MS;
    await this.#line.run("orders", async () => {
      const freeMs = this.#freeMs(orders, limit);
      const waitMs = freeMs - this.#time.elapsed();
      if (freeMs > untilMs) {
        throw new RateLimitExceeded(
          `takes ${limit.orders} orders in ${limit.withinMs / 1_000} s, the next in ${Math.ceil(waitMs / 1_000)} s; ` +
            "nothing was sent",
        );
      }
      if (waitMs > 0) await this.#time.sleep(waitMs);
      this.#sentMs.push(...Array.from({ length: orders }, () => this.#time.elapsed()));
      this.#sentMs = this.#sentMs.slice(-limit.orders);
    });
  }

  /** The moment from which on so many more are within the limit. */
  #freeMs(orders: number, { orders: most, withinMs }: OrderLimit): number {
    const last = this.#sentMs.at(-(most - orders + 1));
    return last === undefined ? -Infinity : last + withinMs + JITTER_MS;
  }
}
