/** What the actor of a position holds, and what it hears. */
import type { Protection } from "../../domain/active_strategy.ts";
import { candleClosed } from "../../domain/candle.ts";
import type { DecimalText } from "../../domain/decimal.ts";
import type { ExitAbilities } from "../../domain/exit_rules.ts";
import type { ExitName, WatchedExits } from "../../domain/exit_watch.ts";
import type { Market } from "../../domain/market.ts";
import { type Order, orderChanged, orderEvent, type OrderRequest } from "../../domain/order.ts";
import type { PositionEvent } from "../../domain/position_event.ts";
import type { ProtectionGap } from "../../db/protection_gaps.ts";
import type { Ledger } from "../active_strategy/ledger.ts";
import { exitWatchTellings } from "../exit_watch_protocol.ts";
import { type PositionArgs, positionProtocol, positionTellings } from "../position_protocol.ts";
import type { ActorContext } from "../runtime/mod.ts";

/** Everything it hears: its guard, its orders and its market, its watch, and notes to itself. */
export const positionMessages = {
  ...positionProtocol,
  OrderChanged: { in: orderChanged },
  CandleClosed: { in: candleClosed },
  BrokerReported: { in: orderEvent },
  /** Of the watch of its exits. */
  ...exitWatchTellings,
  /** Reads the books (again). */
  ReadLedger: {},
  /** Compares what it knows with the books. */
  Reconcile: {},
  /** Its user is to hear that it is still unprotected. */
  TellUnprotected: {},
} as const;

/** Its context. */
export type PositionContext = ActorContext<typeof positionMessages>;

/** What the books say of a position, and what its market and venue demand and can do. */
export interface Account {
  ledger: Ledger;
  readonly market: Market;
  /** Which exits its venue can hold. */
  readonly abilities: ExitAbilities;
}

/** The watch below it. */
export interface Watching {
  readonly number: number;
  readonly path: string;
  readonly exits: WatchedExits;
  /** Whether it sees the market. */
  sees: boolean;
}

/** A fact that is to be added to the log; with a time that nobody kept its exits, where it ends one. */
export interface Unsaved {
  readonly event: PositionEvent;
  readonly gap?: ProtectionGap;
}

/** The state of the actor of a position. */
export interface OpenPosition {
  readonly args: PositionArgs;
  /** Null until it was read from the database. */
  account: Account | null;
  /** Attempts to read it that failed, in a row. */
  readAttempts: number;
  /** The entry, and all orders that left the position or may do so, by client order id. */
  readonly orders: Map<string, Order>;
  /** The newest price that is known. */
  price: DecimalText | null;
  /** The watch of the exits that the venue does not hold; null = nothing is to be watched. */
  watch: Watching | null;
  /** How many watches there were. */
  watches: number;
  /** An exit that was reached, by which it is to be left in that attempt. */
  reached: { readonly exit: ExitName; readonly attempt: number } | null;
  /** A sale that was refused is not tried again before, by the clock that nobody sets, ms. */
  leaveAgainMs: number;
  /** A sale to which the order desk did not answer; null = there is none. */
  unanswered: OrderRequest | null;
  protection: Protection;
  readonly unprotected: Unprotected;
  /** Its user was told that the platform watches what the venue refuses to hold. */
  toldWatched: boolean;
  readonly log: PositionLog;
  /** How what is known differed from the books when they were compared last. */
  doubts: readonly string[];
  /** They are compared soon. */
  lookComes: boolean;
  /** Nothing of it is left, and its guard was told. */
  isOver: boolean;
}

/** The time in which nobody kept its exits. */
export interface Unprotected {
  /** When the time began that lasts now, UTC ms; null while there is none. */
  sinceMs: number | null;
  /** All times together that are over, ms. */
  ms: number;
  isTold: boolean;
}

/** What is known of the log of a position. */
export interface PositionLog {
  /** Keys of the facts that are in it, or wait to be. */
  readonly keys: Set<string>;
  /** Facts that wait to be stored, oldest first. */
  readonly unsaved: Unsaved[];
  /** The platform kept one of its exits when they were kept last. */
  wasWatched: boolean;
}

/** One that has read nothing yet. */
export function newPosition(args: PositionArgs): OpenPosition {
  return {
    args,
    account: null,
    readAttempts: 0,
    orders: new Map(),
    price: args.price,
    watch: null,
    watches: 0,
    reached: null,
    leaveAgainMs: 0,
    unanswered: null,
    protection: "none",
    unprotected: { sinceMs: null, ms: 0, isTold: false },
    toldWatched: false,
    log: { keys: new Set(), unsaved: [], wasWatched: false },
    doubts: [],
    lookComes: false,
    isOver: false,
  };
}

/** Does no more, and tells its guard. */
export function tellOver(position: OpenPosition, ctx: PositionContext): void {
  position.isOver = true;
  const { guardPath, number } = position.args;
  ctx.whereis(guardPath, positionTellings).tell("PositionClosed", { number });
}

/** Tells its guard how its exits are kept. */
export function tellGuard({ args, protection, unprotected }: OpenPosition, ctx: PositionContext): void {
  const { guardPath, number } = args;
  ctx.whereis(guardPath, positionTellings).tell("PositionTold", {
    number,
    protection,
    unprotectedSinceMs: unprotected.sinceMs,
    unprotectedMs: unprotected.ms,
  });
}
