/** What the paper exchange remembers: money, open orders, last prices, and what it reported of each order. */
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import type { ExitAbilities } from "../../domain/exit_rules.ts";
import type { Symbol } from "../../domain/market.ts";
import type { Fill, Order, OrderEvent, OrderRequest } from "../../domain/order.ts";

/** How the paper exchange trades. */
export interface PaperRules {
  /** Share of the value that each fill costs; 0.001 (0.1 %) is Binance Spot's base rate. */
  readonly feeRate: DecimalText;
  /**
   * `quote`: every fee is paid in quote currency, so that what was bought can be sold to the last step. `received`: as
   * Binance does, a buyer pays in the base currency just bought, and an unsellable rest may stay.
   */
  readonly feeCurrency: "quote" | "received";
  /**
   * `print`: all our orders together are filled with no more than each public print traded, oldest first, so that a
   * large order takes several prints. `unlimited`: one print fills any order.
   */
  readonly liquidity: "print" | "unlimited";
  /** Which exits the account holds itself; so that a venue that holds fewer can be tried on paper. */
  readonly holds: ExitAbilities;
}

/** Binance's fee, paid in quote currency, and no more liquidity than the market showed. */
export const PAPER_RULES: PaperRules = {
  feeRate: "0.001",
  feeCurrency: "quote",
  liquidity: "print",
  holds: { stopLoss: true, takeProfit: true, groups: true },
};

/** An order that may still be filled. */
export interface PaperOrder {
  readonly request: OrderRequest;
  /** Quantity not yet filled, in base currency. */
  readonly left: Decimal;
  /** Number of fills so far; numbers the next one. */
  readonly fills: number;
  /** A stop or target whose price was reached: a market order from then on. */
  readonly triggered: boolean;
  /** A limit order that did not trade at once: it is filled at its own price. */
  readonly resting: boolean;
  /** Last price known when it was placed, in quote currency: what a market buy is reckoned at until it fills. */
  readonly placedAt: DecimalText | null;
}

/** Everything the paper exchange knows. Never changed, only replaced. */
export interface PaperState {
  /** Free and locked amount together, by currency. */
  readonly totals: Readonly<Record<string, Decimal>>;
  /** Open orders, oldest first. */
  readonly open: readonly PaperOrder[];
  readonly lastPrices: Readonly<Record<Symbol, DecimalText>>;
  /** What was reported of each order, oldest order first: every open one, and the last {@linkcode REMEMBERED} others. */
  readonly reports: ReadonlyMap<string, readonly OrderEvent[]>;
}

/** Finished orders whose reports are kept. */
export const REMEMBERED = 1_000;

/** An account with this much of each currency. */
export function newPaperState(cash: Readonly<Record<string, DecimalText>>): PaperState {
  const totals = Object.fromEntries(Object.entries(cash).map(([currency, amount]) => [currency, new Decimal(amount)]));
  return { totals, open: [], lastPrices: {}, reports: new Map() };
}

/**
 * Puts an order that was accepted in an earlier life back into the book, with the fills it had (oldest first). Orders
 * in other states are not this venue's: over, or never accepted.
 */
export function restoreOrder(state: PaperState, order: Order, fills: readonly Fill[]): PaperState {
  if (order.state !== "accepted" && order.state !== "partially_filled") return state;
  const clientOrderId = order.clientOrderId;
  const accepted: OrderEvent = { kind: "OrderAccepted", clientOrderId, timeMs: order.createdMs };
  const reports = fills.map((fill): OrderEvent => ({ kind: "OrderFilled", clientOrderId, fill, timeMs: fill.timeMs }));
  const restored: PaperOrder = {
    request: order,
    left: new Decimal(order.quantity).minus(order.filledQuantity),
    fills: fills.length,
    triggered: false,
    resting: order.type === "limit",
    placedAt: null,
  };
  return {
    ...state,
    open: [...state.open, restored],
    reports: new Map(state.reports).set(clientOrderId, [accepted, ...reports]),
  };
}

/** Without the last price of a market that is followed no longer: it would grow old unnoticed. */
export function forgetPrice(state: PaperState, symbol: Symbol): PaperState {
  const { [symbol]: _, ...lastPrices } = state.lastPrices;
  return { ...state, lastPrices };
}

/** The state after reports; forgets the oldest finished orders beyond what is kept. */
export function withReports(state: PaperState, events: readonly OrderEvent[]): PaperState {
  if (events.length === 0) return state;
  const reports = new Map(state.reports);
  for (const event of events) reports.set(event.clientOrderId, [...reports.get(event.clientOrderId) ?? [], event]);
  const open = new Set(state.open.map(({ request }) => request.clientOrderId));
  let surplus = reports.size - open.size - REMEMBERED;
  for (const id of reports.keys()) {
    if (surplus <= 0) break;
    if (!open.has(id)) surplus -= Number(reports.delete(id));
  }
  return { ...state, reports };
}
