/** What the guard of a strategy at work holds, what it hears, and how it shows itself. */
import { z } from "zod";
import { activeStrategy, type StrategyStatus } from "../../domain/active_strategy.ts";
import { type Candle, candleClosed } from "../../domain/candle.ts";
import { Decimal } from "../../domain/decimal.ts";
import type { ExitAbilities } from "../../domain/exit_rules.ts";
import type { Market } from "../../domain/market.ts";
import { orderChanged, type OrderRequest } from "../../domain/order.ts";
import { cashQuote, flatPosition } from "../../domain/position.ts";
import type { Venue } from "../../domain/venue.ts";
import type { Fees, MarketLimits } from "../../strategies/strategy_engine.ts";
import { databaseArg } from "../database_arg.ts";
import { positionTellings } from "../position_protocol.ts";
import { type ActorContext, type ActorRef, downSchema } from "../runtime/mod.ts";
import { accountReady, deskOpened, strategyStatuses } from "../topics.ts";
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
  /** Of the actor of its position. */
  ...positionTellings,
  /** Show the runner what is pending and act on the newest. */
  DecideNow: {},
} as const;

/** What a guard is started with. */
export const guardArgs = z.object({
  db: databaseArg,
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
  /** An entry to which the order desk did not answer; null = there is none. */
  unanswered: OrderRequest | null;
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
  /** The actor of the position that is open or being entered; null = there is none. */
  position: Followed | null;
  /** How many positions were followed. */
  positions: number;
  /** How the exits of the newest position are kept, by its actor. */
  kept: Kept;
}

/** The actor of a position. */
export interface Followed {
  readonly number: number;
  readonly path: string;
  /** The order that entered it. */
  readonly entryId: string;
}

/** How the exits of a position are kept. */
export type Kept = Pick<StrategyStatus, "protection" | "unprotectedSinceMs" | "unprotectedMs">;

/** Of a position whose exits were not told of yet. */
export const NOT_KEPT: Kept = { protection: "none", unprotectedSinceMs: null, unprotectedMs: 0 };

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
    unanswered: null,
    error: null,
    waitsFor: null,
    restarts: 0,
    lastDecision: null,
    lastCandle: null,
    pending: [],
    decideComes: false,
    position: null,
    positions: 0,
    kept: NOT_KEPT,
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
    ...guard.kept,
    cashQuote: cash,
    equityQuote: value.plus(cash).toFixed(),
  };
}

/** Publishes how the strategy is doing. */
export function publishStatus(guard: Guard, ctx: GuardContext): void {
  ctx.publish(strategyStatuses.key(guard.args.activeStrategy.userId), statusOf(guard));
}
