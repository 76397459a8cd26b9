/** From the user data stream to the domain. Pure. */
import type { z } from "zod";
import type { DecimalText } from "../../domain/decimal.ts";
import type { Symbol } from "../../domain/market.ts";
import type { OrderSide, OrderState } from "../../domain/order.ts";
import {
  balanceUpdate,
  eventStreamTerminated,
  executionReport,
  externalLockUpdate,
  listStatus,
  outboundAccountPosition,
} from "./events_user.ts";
import { checked } from "./payload.ts";
import { priceOrNull } from "./price_or_null.ts";
import type { SymbolNames } from "./symbol_names.ts";

/** One execution of an order of ours. Price in quote, quantity in base currency. */
export interface ReportedFill {
  readonly tradeId: number;
  readonly price: DecimalText;
  readonly quantity: DecimalText;
  readonly quoteQuantity: DecimalText;
  readonly fee: DecimalText;
  /** Null where there is no fee. */
  readonly feeCurrency: string | null;
  readonly isMaker: boolean;
}

/** What an account is told. Times UTC ms; quantities in base, prices in quote currency. */
export type UserEvent =
  /** An order has changed; `fill` where that was an execution. */
  | {
    readonly kind: "order";
    readonly symbol: Symbol;
    readonly orderId: number;
    readonly clientOrderId: string;
    /** Of the list it belongs to, such as OCO; null = none. */
    readonly listId: number | null;
    readonly side: OrderSide;
    /** In Binance's words, in small letters: `limit`, `stop_loss_limit`, … */
    readonly type: string;
    readonly timeInForce: string;
    readonly state: OrderState;
    /** What happened now: `new`, `trade`, `canceled`, `replaced`, `rejected`, `expired`, `trade_prevention`. */
    readonly happened: string;
    /** Why it was rejected or expired, in Binance's words; null = it was not. */
    readonly why: string | null;
    readonly quantity: DecimalText;
    readonly price: DecimalText | null;
    readonly stopPrice: DecimalText | null;
    readonly filledQuantity: DecimalText;
    readonly filledQuote: DecimalText;
    readonly fill: ReportedFill | null;
    readonly isOnBook: boolean;
    readonly createdMs: number;
    readonly timeMs: number;
    readonly eventMs: number;
  }
  /** Balances as they are now; those that are not named did not change. */
  | {
    readonly kind: "balances";
    readonly balances: readonly { readonly currency: string; readonly free: DecimalText; readonly used: DecimalText }[];
    readonly timeMs: number;
    readonly eventMs: number;
  }
  /** A deposit, withdrawal or transfer (`balance`), or a lock from elsewhere (`lock`): the change, below zero = less. */
  | {
    readonly kind: "balance" | "lock";
    readonly currency: string;
    readonly change: DecimalText;
    readonly timeMs: number;
    readonly eventMs: number;
  }
  /** A list of orders has changed; `status` and `orderStatus` in Binance's words. */
  | {
    readonly kind: "orderList";
    readonly symbol: Symbol;
    readonly listId: number;
    readonly clientListId: string;
    readonly contingency: string;
    readonly status: string;
    readonly orderStatus: string;
    readonly why: string | null;
    readonly orders: readonly { readonly orderId: number; readonly clientOrderId: string }[];
    readonly timeMs: number;
    readonly eventMs: number;
  }
  /** The exchange ends the subscription. */
  | { readonly kind: "terminated"; readonly eventMs: number }
  /** An event that nobody here reads, or of a market whose name is not known: `wire` is Binance's name of it. */
  | { readonly kind: "other"; readonly event: string; readonly wire: string | null };

const STATES: Readonly<Record<string, OrderState>> = {
  NEW: "accepted",
  PENDING_NEW: "accepted",
  PARTIALLY_FILLED: "partially_filled",
  FILLED: "filled",
  CANCELED: "canceled",
  PENDING_CANCEL: "accepted",
  REJECTED: "rejected",
  EXPIRED: "expired",
  EXPIRED_IN_MATCH: "expired",
};

/** Reads one event (without its wrapping). @throws {TypeError} when it is not what Binance documents. */
export function parseUserEvent(event: Record<string, unknown>, names: SymbolNames, text: string): UserEvent {
  switch (event.e) {
    case "executionReport":
      return orderEvent(checked(executionReport, event, text), names);
    case "outboundAccountPosition": {
      const { B, u: timeMs, E: eventMs } = checked(outboundAccountPosition, event, text);
      const balances = B.map(({ a: currency, f: free, l: used }) => ({ currency, free, used }));
      return { kind: "balances", balances, timeMs, eventMs };
    }
    case "balanceUpdate": {
      const { a: currency, d: change, T: timeMs, E: eventMs } = checked(balanceUpdate, event, text);
      return { kind: "balance", currency, change, timeMs, eventMs };
    }
    case "externalLockUpdate": {
      const { a: currency, d: change, T: timeMs, E: eventMs } = checked(externalLockUpdate, event, text);
      return { kind: "lock", currency, change, timeMs, eventMs };
    }
    case "listStatus":
      return listEvent(checked(listStatus, event, text), names);
    case "eventStreamTerminated":
      return { kind: "terminated", eventMs: checked(eventStreamTerminated, event, text).E };
  }
  return { kind: "other", event: String(event.e), wire: null };
}

function orderEvent(report: z.infer<typeof executionReport>, names: SymbolNames): UserEvent {
  const symbol = names.ofWire(report.s);
  if (!symbol) return { kind: "other", event: report.e, wire: report.s };
  return {
    kind: "order",
    symbol,
    orderId: report.i,
    clientOrderId: report.x === "CANCELED" && report.C !== "" ? report.C : report.c,
    listId: report.g < 0 ? null : report.g,
    side: report.S === "BUY" ? "buy" : "sell",
    type: report.o.toLowerCase(),
    timeInForce: report.f,
    state: STATES[report.X] ?? "unknown", // a status that is new to us: it must be looked up
    happened: report.x.toLowerCase(),
    why: report.r !== "NONE" ? report.r : report.eR ?? null,
    quantity: report.q,
    price: priceOrNull(report.p),
    stopPrice: priceOrNull(report.P),
    filledQuantity: report.z,
    filledQuote: report.Z,
    fill: report.x === "TRADE" ? fillOf(report) : null,
    isOnBook: report.w,
    createdMs: report.O,
    timeMs: report.T,
    eventMs: report.E,
  };
}

function fillOf(report: z.infer<typeof executionReport>): ReportedFill {
  const { t: tradeId, L: price, l: quantity, Y: quoteQuantity, n: fee, N: feeCurrency, m: isMaker } = report;
  return { tradeId, price, quantity, quoteQuantity, fee, feeCurrency, isMaker };
}

function listEvent(list: z.infer<typeof listStatus>, names: SymbolNames): UserEvent {
  const symbol = names.ofWire(list.s);
  if (!symbol) return { kind: "other", event: list.e, wire: list.s };
  return {
    kind: "orderList",
    symbol,
    listId: list.g,
    clientListId: list.C,
    contingency: list.c,
    status: list.l,
    orderStatus: list.L,
    why: list.r !== "NONE" ? list.r : null,
    orders: list.O.map(({ i: orderId, c: clientOrderId }) => ({ orderId, clientOrderId })),
    timeMs: list.T,
    eventMs: list.E,
  };
}
