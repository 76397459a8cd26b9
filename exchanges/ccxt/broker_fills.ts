/** All fills of an order by REST, also where an exchange tells them in several pages, and among those of other orders. */
import type { Exchange, Order, Trade } from "ccxt";
import { Decimal } from "../../domain/decimal.ts";
import type { Symbol } from "../../domain/market.ts";
import { decimalOf } from "./numbers.ts";

/** No exchange cuts a list of fewer rows. */
const SHORTEST_PAGE = 20;
/** Pages of other orders' fills that are gone through in one direction. */
const MOST_PAGES = 20;
/** These take `until`, though ccxt does not say so. */
const WITH_UNTIL: readonly string[] = ["kraken"];

/**
 * The fills that an exchange tells of an order. Where they are fewer than what is filled of it, and what was told may be but one
 * page, those of the account before and after are gone through.
 *
 * @throws what ccxt throws when there is no answer.
 */
export async function fillsOfOrder(of: Order, symbol: Symbol, exchange: Exchange): Promise<Trade[]> {
  const found = new Found(of);
  if (exchange.has["fetchOrderTrades"] === true && of.id !== undefined) {
    const page = await exchange.fetchOrderTrades(of.id, symbol);
    found.takeOwn(page);
    if (found.isWhole || page.length < SHORTEST_PAGE) return found.fills;
  }
  await walk(found, (times) => exchange.fetchMyTrades(symbol, times.newestMs ?? of.timestamp));
  const feature: { untilDays?: number } = exchange.features?.spot?.fetchMyTrades ?? {};
  const takesUntil = feature.untilDays !== undefined || WITH_UNTIL.includes(exchange.id);
  if (!takesUntil || found.longestPage < SHORTEST_PAGE) return found.fills;
  await walk(found, ({ oldestMs }) => exchange.fetchMyTrades(symbol, of.timestamp, undefined, { until: oldestMs }));
  return found.fills;
}

/** Goes through pages until all is found, or a page tells nothing new. */
async function walk(found: Found, next: (times: Found) => Promise<Trade[]>): Promise<void> {
  for (let page = 0; page < MOST_PAGES && !found.isWhole; page++) {
    const rows = await next(found);
    if (!found.take(rows) || rows.length < SHORTEST_PAGE) return;
  }
}

/** What was found so far. */
class Found {
  readonly #seen = new Set<string>();
  readonly #of: Order;
  #sum = new Decimal(0);
  readonly fills: Trade[] = [];
  /** Of all rows, UTC ms; undefined = there was none. */
  newestMs: number | undefined;
  oldestMs: number | undefined;
  /** Rows of the longest page. */
  longestPage = 0;

  constructor(of: Order) {
    this.#of = of;
  }

  /** Whether it comes to what is filled of the order. */
  get isWhole(): boolean {
    return this.#sum.gte(decimalOf(this.#of.filled) ?? 0);
  }

  /** Takes rows of any orders. Whether there was a new one. */
  take(rows: readonly Trade[]): boolean {
    return this.#takeIf(rows, ({ order }) => order === this.#of.id);
  }

  /** Takes rows of the order itself, which they may not name. */
  takeOwn(rows: readonly Trade[]): void {
    this.#takeIf(rows, () => true);
  }

  #takeIf(rows: readonly Trade[], isOwn: (row: Trade) => boolean): boolean {
    const before = this.#seen.size;
    this.longestPage = Math.max(this.longestPage, rows.length);
    for (const row of rows) {
      const name = row.id ?? `${row.timestamp} ${row.price} ${row.amount}`;
      if (this.#seen.has(name)) continue;
      this.#seen.add(name);
      if (row.timestamp !== undefined) {
        this.newestMs = Math.max(this.newestMs ?? -Infinity, row.timestamp);
        this.oldestMs = Math.min(this.oldestMs ?? Infinity, row.timestamp);
      }
      if (!isOwn(row)) continue;
      this.fills.push(row);
      this.#sum = this.#sum.plus(decimalOf(row.amount) ?? 0);
    }
    return this.#seen.size > before;
  }
}
