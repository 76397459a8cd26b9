/** What the guard of a strategy at work holds, what it hears, and how it shows itself. */
import { z } from "zod";
import type { Db } from "../../db/db.ts";
import { activeStrategy, type StrategyStatus } from "../../domain/active_strategy.ts";
import { type Candle, candleClosed } from "../../domain/candle.ts";
import { Decimal } from "../../domain/decimal.ts";
import type { ExitAbilities } from "../../domain/exit_rules.ts";
import type { WatchedExits } from "../../domain/exit_watch.ts";
import type { Market } from "../../domain/market.ts";
import { orderChanged } from "../../domain/order.ts";
import { cashQuote, flatPosition } from "../../domain/position.ts";
import type { Venue } from "../../domain/venue.ts";
import type { Fees, MarketLimits } from "../../strategies/strategy_engine.ts";
import { exitWatchTellings } from "../exit_watch_protocol.ts";
import { type ActorContext, type ActorRef, downSchema } from "../runtime/mod.ts";
import { accountReady, deskOpened, notices, strategyStatuses } from "../topics.ts";
import type { Failures } from "./failures.ts";
import type { Ledger } from "./ledger.ts";
import { activeStrategyProtocol } from "./protocol.ts";
import type { runnerProtocol } from "./runner_protocol.ts";

/** Everything the guard hears: its user's commands, the market, its orders, and notes to itself. */
export const guardProtocol = {
  ...activeStrategyProtocol,
  CandleClosed: { in: candleClosed },
  OrderChanged: { in: orderChanged },
  RunnerEnded: { in: downSchema },
  /** The market desk has started anew. */
  DeskOpened: { in: deskOpened },
  /** What stands in its account is known from now on. */
  AccountReady: { in: accountReady },
  /** Read the ledger (again). */
  ReadLedger: {},
  StartRunner: {},
  /** Of the watch of exits. */
  ...exitWatchTellings,
  /** Its user is to hear of a position that is still unprotected. */
  TellUnprotected: {},
  /** Show the runner what is pending and act on the newest. */
  DecideNow: {},
} as const;

/** What a guard is started with. */
export const guardArgs = z.object({
  db: z.custom<Db>((value) => typeof value === "function", "expected an open database"),
  activeStrategy,
  /** Name and TypeScript source of its strategy. */
  name: z.string(),
  source: z.string(),
  recorderPath: z.string(),
  orderDeskPath: z.string(),
  /** Who sees to it that the market is followed; null = it is, whoever needs it. */
  deskPath: z.string().nullable().default(null),
  /** Who knows the prints of other venues; null = the platform's own market is watched instead. */
  venuesPath: z.string().nullable().default(null),
});

/** What it owns and has ordered, and the rules and costs of its market. */
export interface Account {
  ledger: Ledger;
  readonly market: Market;
  /** Zeros where the venue does not say. */
  readonly fees: Fees;
  /** Which exits its venue can hold. */
  readonly abilities: ExitAbilities;
  /** Whose prints reach exits that are watched; null = those of the platform's own market. */
  readonly venue: Venue | null;
}

/** The state of a guard. */
export interface Guard {
  /** Its strategy's version and source change with an upgrade. */
  args: z.infer<typeof guardArgs>;
  /** Attempts to find the past of the market complete. */
  pastAttempts: number;
  phase: StrategyStatus["state"];
  /** Null until it was read from the database. */
  account: Account | null;
  /** Attempts to read it that failed, in a row. */
  accountAttempts: number;
  /** Null while no source runs. */
  runner: ActorRef<typeof runnerProtocol> | null;
  /** Whether the source that runs wants to hear of its fills. */
  hearsFills: boolean;
  /** Calls the coming start of the runner off. */
  cancelStart: () => void;
  failures: Failures;
  error: string | null;
  /** Why nothing can be decided on its account yet; null = it can, or nobody has asked. */
  waitsFor: string | null;
  restarts: number;
  lastDecision: StrategyStatus["lastDecision"];
  /** The newest closed candle heard or loaded. */
  lastCandle: Candle | null;
  /** Candles heard and not yet shown to the runner, oldest first. */
  pending: Candle[];
  /** A `DecideNow` is on its way. */
  decideComes: boolean;
  /** The watch of the exits that the venue does not hold; null = nothing is to be watched. */
  watch: Watching | null;
  /** How many watches there were. */
  watches: number;
  /** A sale that was refused is not tried again before, UTC ms. */
  leaveAgainMs: number;
  protection: StrategyStatus["protection"];
  readonly unprotected: Unprotected;
  /** Its user was told that the platform watches what the venue refuses to hold. */
  toldWatched: boolean;
}

/** What is known of the time in which nobody kept the exits of the newest position. */
export interface Unprotected {
  /** The order that entered it; null = there was none yet. */
  entryId: string | null;
  /** When the time began that lasts now, UTC ms; null while there is none. */
  sinceMs: number | null;
  /** All times together that are over, ms. */
  ms: number;
  isTold: boolean;
}

/** The watch beside the guard. */
export interface Watching {
  readonly number: number;
  readonly path: string;
  readonly exits: WatchedExits;
  /** Whether it sees the market. */
  sees: boolean;
}

/** The context of a guard. */
export type GuardContext = ActorContext<typeof guardProtocol>;

/** A guard that has heard nothing yet. */
export function newGuard(args: Guard["args"]): Guard {
  return {
    args,
    pastAttempts: 0,
    phase: args.activeStrategy.isActive ? "starting" : "suspended",
    account: null,
    accountAttempts: 0,
    runner: null,
    hearsFills: false,
    cancelStart: () => {},
    failures: [],
    error: null,
    waitsFor: null,
    restarts: 0,
    lastDecision: null,
    lastCandle: null,
    pending: [],
    decideComes: false,
    watch: null,
    watches: 0,
    leaveAgainMs: 0,
    protection: "none",
    unprotected: { entryId: null, sinceMs: null, ms: 0, isTold: false },
    toldWatched: false,
  };
}

/** What a market demands of an order, in a strategy's own numbers. */
export function limitsOf({ market }: Account): MarketLimits {
  const { quantityStep, priceStep, minQuantity, minNotional } = market;
  return {
    quantityStep: Number(quantityStep),
    priceStep: Number(priceStep),
    minQuantity: Number(minQuantity),
    minNotional: Number(minNotional ?? 0),
  };
}

/** How the strategy is doing, for its user. */
export function statusOf({ args, account, lastCandle, ...guard }: Guard): StrategyStatus {
  const { id, userId, symbol, timeframe, amountQuote } = args.activeStrategy;
  const position = account?.ledger.position ?? flatPosition(symbol);
  const cash = cashQuote(amountQuote, position);
  const price = lastCandle?.close;
  const value = price === undefined ? new Decimal(position.costQuote) : new Decimal(position.quantity).times(price);
  return {
    activeStrategyId: id,
    userId,
    name: args.name,
    symbol,
    timeframe,
    state: guard.phase,
    error: guard.error,
    restarts: guard.restarts,
    lastDecision: guard.lastDecision,
    lastCandleMs: lastCandle?.openMs ?? null,
    position,
    protection: guard.protection,
    unprotectedSinceMs: guard.unprotected.sinceMs,
    unprotectedMs: guard.unprotected.ms,
    cashQuote: cash,
    equityQuote: value.plus(cash).toFixed(),
  };
}

/** Publishes how the strategy is doing. */
export function publishStatus(guard: Guard, ctx: GuardContext): void {
  ctx.publish(strategyStatuses.key(guard.args.activeStrategy.userId), statusOf(guard));
}

/** Tells its user something. `key` names a text of the dictionaries; name and symbol are always among its parameters. */
export function notify(
  { args }: Guard,
  ctx: GuardContext,
  level: "info" | "warning" | "error",
  key: string,
  parameters: Record<string, string> = {},
): void {
  const { userId, symbol } = args.activeStrategy;
  const timeMs = ctx.clock.now();
  ctx.publish(notices.key(userId), {
    level,
    userId,
    key,
    parameters: { name: args.name, symbol, ...parameters },
    timeMs,
  });
}
