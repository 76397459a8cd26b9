/**
 * One rate limit an exchange host: exchanges count the requests of an address (IP), whoever's they are. So all instances of
 * ccxt in this isolate that talk to one host share one bucket in place of their own throttlers; those of an exchange live in
 * one worker. When the host asks one of them for patience, none asks anything before the time: who does is banned for longer
 * and longer.
 *
 * What is sent by `first` (orders and cancels) passes all questions that wait, and a part of the budget is kept for it.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Exchange } from "ccxt";
import { DDoSProtection, RateLimitExceeded } from "ccxt/base/errors.js";
import { hostsOf } from "./broker_hosts.ts";
import { Bucket, type PaceTime, REAL_TIME } from "./bucket.ts";
import { retryAfterMsOf } from "./errors.ts";
import { isOfOrderLimit } from "./order_pace.ts";

/** By which the patience of a host is measured, whatever time of day it is set to; all who share its budget have the same. */
export interface BudgetClock {
  /** ms from any moment on; never goes back. */
  elapsed(): number;
}

/**
 * What may be asked at once after a rest, in ccxt's weights; of other exchanges only one request. Binance counts 6000 by the
 * minute, which ccxt asks as 1200 of weight 5 at an even pace, whether somebody has been silent before or not: twenty orders at
 * the close of a candle would go out over a fifth of a second. What goes out at once makes the pace slower by as much.
 */
const AT_ONCE: Readonly<Record<string, number>> = { binance: 100 };
/** Of that, what questions leave to orders and cancels: at Binance they weigh 0.2, a question of the balance 4. */
const KEPT_FOR_ORDERS: Readonly<Record<string, number>> = { binance: 20 };
/** By which exchanges of which more is asked at once count, ms. */
const MINUTE_MS = 60_000;

/** Is set in what goes first. */
const goesFirst = new AsyncLocalStorage<true>();

/** Makes a call all of whose requests go before the questions that wait for the budget. */
export function first<T>(call: () => Promise<T>): Promise<T> {
  return goesFirst.run(true, call);
}

/** What the instances of one host share. */
class Budget {
  readonly #bucket: Bucket;
  #heldUntilMs = -Infinity;

  /** The pace is that of the first who opens the host. */
  constructor({ id, throttler: { config } }: Exchange, time: PaceTime) {
    const { refillRate, capacity, tokens, cost } = config;
    const [atOnce, kept] = [AT_ONCE[id], KEPT_FOR_ORDERS[id] ?? 0];
    const perMs = refillRate - (atOnce ?? 0) / MINUTE_MS;
    this.#bucket = new Bucket(
      { capacity: atOnce ?? capacity, tokens: atOnce ?? tokens, perMs, usualCost: cost, kept },
      time,
    );
  }

  join(exchange: Exchange, clock: BudgetClock): void {
    const { fetch } = exchange;
    exchange.throttle = async (cost) => {
      this.#mustBeFree(exchange, clock);
      await this.#bucket.take(cost, goesFirst.getStore() ?? false);
      this.#mustBeFree(exchange, clock); // it may have asked meanwhile
    };
    exchange.fetch = async (...request: Parameters<typeof fetch>) => {
      try {
        return await fetch.apply(exchange, request);
      } catch (error) {
        const isAsking = error instanceof RateLimitExceeded || error instanceof DDoSProtection;
        if (isAsking && !isOfOrderLimit(error)) this.#hold(exchange, clock);
        throw error;
      }
    };
  }

  /**
   * Only by the host's own word: ccxt also calls a revoked key of Binance too much asked, which is one user's matter, as is the
   * limit of an account's orders.
   */
  #hold(exchange: Exchange, clock: BudgetClock): void {
    const forMs = retryAfterMsOf(exchange) ?? 0;
    this.#heldUntilMs = Math.max(this.#heldUntilMs, clock.elapsed() + forMs);
  }

  /** @throws {RateLimitExceeded} instead of waiting: who asks knows best for how long. Nothing was sent. */
  #mustBeFree({ id }: Exchange, clock: BudgetClock): void {
    const restMs = this.#heldUntilMs - clock.elapsed();
    if (restMs > 0) throw new RateLimitExceeded(`${id} asked for patience, ${Math.ceil(restMs / 1_000)} s are left`);
  }
}

/** By exchange and host; as many as there are venues, so that nothing need be forgotten. */
const budgets = new Map<string, Budget>();

/**
 * Lets an exchange of ccxt spend from its host's budget. To be called once, when it has entered its environment: a testnet has
 * other hosts than the live exchange.
 */
export function shareBudget(exchange: Exchange, clock: BudgetClock, time: PaceTime = REAL_TIME): void {
  const key = [exchange.id, ...[...hostsOf(exchange.urls["api"], exchange)].sort()].join(" ");
  const budget = budgets.get(key) ?? new Budget(exchange, time);
  budgets.set(key, budget);
  budget.join(exchange, clock);
}
