/** What the house offers to a user who sets strategies to work. */
import type { Balance } from "../actors/broker_protocol.ts";
import type { ActiveStrategy, StrategyStatus } from "../domain/active_strategy.ts";
import type { Candle } from "../domain/candle.ts";
import type { DecimalText } from "../domain/decimal.ts";
import type { DecisionRecord } from "../domain/decision_record.ts";
import type { Symbol } from "../domain/market.ts";
import type { Order } from "../domain/order.ts";
import type { RestLimits } from "../domain/order_rules.ts";
import type { PositionFact } from "../domain/position_event.ts";
import type { Environment } from "../domain/venue.ts";
import type { Parameters } from "./workshop_services.ts";

/** What of a strategy at work stays the same while it works. */
export interface WorkTerms extends Omit<ActiveStrategy, "userId"> {
  readonly strategyName: string;
  readonly brokerName: string;
  readonly exchangeName: string;
  readonly environment: Environment;
  /** Its strategy's newest version; above `version`: it can be upgraded. */
  readonly newestVersion: number;
  /** What its market takes at least; null = not known now. */
  readonly limits: RestLimits | null;
}

/** What a strategy's amount had become when it closed something: with all profit and loss until then, in quote currency. */
export interface BalancePoint {
  /** UTC ms. */
  readonly timeMs: number;
  readonly balanceQuote: DecimalText;
}

/** A strategy at work in the list. */
export interface WorkRow extends WorkTerms {
  /** The last points of its balance, oldest first. */
  readonly curve: readonly BalancePoint[];
}

/** What the Trading bot page shows. */
export interface BotView {
  readonly strategies: readonly StrategyStatus[];
  /** What is known of each of them beside its status. */
  readonly work: readonly WorkRow[];
  /** The newest first. */
  readonly orders: readonly Order[];
  readonly balances: readonly Balance[];
  /** Why there are no balances, in the broker's words; null when there are. */
  readonly balanceError: string | null;
}

/** What a user may ask of a strategy at work. */
export const BOT_ACTIONS = ["suspend", "resume", "sell", "stop", "upgrade"] as const;
/** What a user may ask of a strategy at work. */
export type BotAction = typeof BOT_ACTIONS[number];

/** An account with what it may trade with, in quote currency. */
export interface Share {
  readonly brokerId: string;
  readonly amountQuote: DecimalText;
}

/** What is to be set to work: one strategy at one or many accounts. */
export interface Activation {
  readonly strategyId: string;
  /** Null = the newest. */
  readonly version: number | null;
  readonly symbol: Symbol;
  readonly parameters: Parameters;
  /** It works in `[startMs, endMs)`, UTC ms; null = no bound. */
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly shares: readonly Share[];
}

/** What became of an activation at one account. */
export type Activated =
  & { readonly brokerId: string; readonly brokerName: string }
  & ({ readonly outcome: "done"; readonly activeStrategyId: string } | {
    readonly outcome: "refused";
    readonly reason: string;
  });

/** One step on the way to a trade. Times are UTC ms; `sinceMs` = since the step that led to it, null = none did. */
export type TimelineStep =
  | { readonly kind: "candle"; readonly timeMs: number; readonly candle: Candle }
  | {
    readonly kind: "decision";
    readonly timeMs: number;
    readonly sinceMs: number | null;
    readonly decision: Omit<DecisionRecord, "userId" | "activeStrategyId">;
  }
  | {
    readonly kind: "order";
    readonly timeMs: number;
    readonly sinceMs: number | null;
    readonly order: Order;
  }
  | {
    readonly kind: "fill";
    readonly timeMs: number;
    readonly sinceMs: number | null;
    readonly side: Order["side"];
    readonly purpose: string;
    readonly price: DecimalText;
    readonly quantity: DecimalText;
    readonly fee: DecimalText;
    readonly feeCurrency: string;
    /** What was expected: the candle's close of a market order, else the stop's price; null = not known. */
    readonly expectedPrice: DecimalText | null;
  }
  | { readonly kind: "over"; readonly timeMs: number; readonly order: Order }
  /** Its venue has taken it, or not answered yet. */
  | {
    readonly kind: "accepted" | "unanswered";
    readonly timeMs: number;
    readonly sinceMs: number | null;
    readonly order: Order;
  }
  /** What the log of its position, or of its ticket, says beyond its orders. */
  | { readonly kind: "fact"; readonly timeMs: number; readonly fact: PositionFact };

/** One trade of a strategy at work: from the candle it was decided on until nothing was held any more. */
export interface TimelineTrade {
  /** Client order id of its first order. */
  readonly id: string;
  readonly side: "long" | "short";
  /** `failed`: nothing was ever bought or sold. */
  readonly state: "open" | "closed" | "failed";
  /** How many in a row came to nothing, of which this is the newest; 1 where it came to something. */
  readonly attempts: number;
  readonly openedMs: number;
  /** Null while it is open. */
  readonly closedMs: number | null;
  /** What was filled; where nothing was, what was asked for. */
  readonly quantity: DecimalText;
  readonly entryPrice: DecimalText | null;
  readonly exitPrice: DecimalText | null;
  /** Why it was left: the purpose of the order that closed it; null while it is open. */
  readonly leftBy: string | null;
  /** Of its closing orders, after all fees; null while there is none. */
  readonly profitQuote: DecimalText | null;
  readonly feeQuote: DecimalText;
  /** How long nobody kept its exits, all times together. */
  readonly unprotectedMs: number;
  readonly steps: readonly TimelineStep[];
}

/** Trades on a page of the timeline. */
export const TIMELINE_PAGE = 10;

/** A page of trades, newest first; `page` from 1. */
export interface TimelinePage {
  readonly trades: readonly TimelineTrade[];
  readonly total: number;
  readonly page: number;
  readonly pages: number;
}

/** A strategy at work, or one that was. */
export interface WorkView {
  readonly terms: WorkTerms;
  /** Null once it was stopped. */
  readonly status: StrategyStatus | null;
  readonly timeline: TimelinePage;
  /** What it decided last, newest first. */
  readonly decisions: readonly Omit<DecisionRecord, "userId" | "activeStrategyId">[];
  readonly curve: readonly BalancePoint[];
}

/** Strategies at work. Each id must be the user's own: else {HttpError} 404. */
export interface BotServices {
  view(): Promise<BotView>;
  /**
   * Sets a strategy to work at each account, one after the other; what one refuses keeps the others from nothing.
   * @throws {HttpError} 404 for a strategy or account that is none of the user's, 400 for parameters that do not fit.
   */
  activate(wanted: Activation): Promise<readonly Activated[]>;
  /** Also one that was stopped. `page`: of its timeline, from 1. */
  open(activeStrategyId: string, page: number): Promise<WorkView>;
  /** @throws {HttpError} 404 when this user has no such strategy, 409 when it refuses. */
  act(activeStrategyId: string, action: BotAction): Promise<void>;
}
