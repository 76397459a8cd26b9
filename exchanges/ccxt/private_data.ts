/** Balances, orders, fills and positions of ccxt in the domain's words. What lacks its essentials is passed over. */
import type { Balances, Order, Position, Trade } from "ccxt";
import { Decimal } from "../../domain/decimal.ts";
import type { Symbol } from "../../domain/market.ts";
import { decimalOf, wholeOf } from "./numbers.ts";
import { sideOf, symbolOf } from "./public_data.ts";

/** What an account has of one currency: free, and locked in orders. */
export interface Holding {
  readonly currency: string;
  readonly free: string;
  readonly used: string;
}

/** An order of ours. Quantities in base, prices in quote currency; times UTC ms. */
export interface ReportedOrder {
  readonly symbol: Symbol;
  readonly orderId: string;
  readonly clientOrderId: string | null;
  readonly side: "buy" | "sell";
  /** In ccxt's words, such as `limit`; `unknown` where it does not say. */
  readonly type: string;
  /** In ccxt's words: `open`, `closed`, `canceled`, `expired`, `rejected`; `unknown` where it does not say. */
  readonly status: string;
  readonly price: string | null;
  readonly quantity: string | null;
  readonly filledQuantity: string | null;
  readonly timeMs: number | null;
}

/** A fill of ours. Quantities in base, prices in quote currency; times UTC ms. */
export interface ReportedFill {
  readonly symbol: Symbol;
  readonly fillId: string;
  readonly orderId: string | null;
  readonly side: "buy" | "sell";
  readonly price: string;
  readonly quantity: string;
  readonly fee: string | null;
  readonly feeCurrency: string | null;
  readonly timeMs: number;
}

/** A position of ours; the quantity in base currency (contracts × their size). */
export interface ReportedPosition {
  readonly symbol: Symbol;
  readonly side: "long" | "short" | null;
  readonly quantity: string;
  readonly entryPrice: string | null;
  readonly timeMs: number | null;
}

/** Fields of ccxt's balances that are no currency. */
const NO_CURRENCY: readonly string[] = ["info", "free", "used", "total", "debt", "timestamp", "datetime"];

/** What an account has. Where an exchange tells only the total, all that is not known to be used counts as free. */
export function holdingsOf(balances: Balances): Holding[] {
  return Object.entries(balances).flatMap(([currency, balance]) => {
    if (NO_CURRENCY.includes(currency) || typeof balance !== "object" || balance === null) return [];
    const [free, used, total] = [decimalOf(balance.free), decimalOf(balance.used), decimalOf(balance.total)];
    const known = free ?? (total === null ? null : new Decimal(total).minus(used ?? "0").toFixed());
    if (known === null) return [];
    return [{ currency, free: known, used: used ?? usedOf(total, known) }];
  });
}

function usedOf(total: string | null, free: string): string {
  return total === null ? "0" : new Decimal(total).minus(free).toFixed();
}

/** Orders. */
export function ordersOf(rows: readonly Order[]): ReportedOrder[] {
  return rows.flatMap((row) => {
    const [symbol, side] = [symbolOf(row.symbol), sideOf(row.side)];
    if (symbol === null || side === null || row.id === undefined) return [];
    return [{
      symbol,
      orderId: row.id,
      clientOrderId: row.clientOrderId ?? null,
      side,
      type: row.type ?? "unknown",
      status: row.status ?? "unknown",
      price: decimalOf(row.price),
      quantity: decimalOf(row.amount),
      filledQuantity: decimalOf(row.filled),
      timeMs: wholeOf(row.lastUpdateTimestamp ?? row.timestamp),
    }];
  });
}

/** Fills, the oldest first. */
export function fillsOf(rows: readonly Trade[]): ReportedFill[] {
  return rows.flatMap((row) => {
    const [symbol, side, price, quantity, timeMs] = [
      symbolOf(row.symbol),
      sideOf(row.side),
      decimalOf(row.price),
      decimalOf(row.amount),
      wholeOf(row.timestamp),
    ];
    const essentials = row.id !== undefined && price !== null && quantity !== null && timeMs !== null;
    if (symbol === null || side === null || !essentials) return [];
    const fee = decimalOf(row.fee?.cost);
    const feeCurrency = row.fee?.currency ?? null;
    return [{ symbol, fillId: row.id!, orderId: row.order ?? null, side, price, quantity, fee, feeCurrency, timeMs }];
  }).sort((a, b) => a.timeMs - b.timeMs);
}

/** Positions. */
export function positionsOf(rows: readonly Position[]): ReportedPosition[] {
  return rows.flatMap((row) => {
    const [symbol, contracts] = [symbolOf(row.symbol), decimalOf(row.contracts)];
    if (symbol === null || contracts === null) return [];
    const side = row.side === "long" || row.side === "short" ? row.side : null;
    const quantity = new Decimal(contracts).times(decimalOf(row.contractSize) ?? "1").abs().toFixed();
    return [{ symbol, side, quantity, entryPrice: decimalOf(row.entryPrice), timeMs: wholeOf(row.timestamp) }];
  });
}
