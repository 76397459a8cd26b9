/** What the house offers to its pages: the one narrow way from a route to everything else. */
import type { EventId, Snapshot } from "../actors/live/live_events.ts";
import type { TreeReport } from "../actors/live/tree_report.ts";
import type { Logger } from "../actors/runtime/mod.ts";
import type { Preferences } from "../db/preferences.ts";
import type { User } from "../db/users.ts";
import type { Candle } from "../domain/candle.ts";
import type { Coherence, FeedIncident, IncidentKind } from "../domain/feed_audit.ts";
import type { Symbol } from "../domain/market.ts";
import type { Timeframe } from "../domain/timeframe.ts";
import type { ActorAction } from "./actor_actions.ts";
import type { AssistantServices } from "./assistant_services.ts";
import type { BacktestServices } from "./backtest_services.ts";
import type { BotServices } from "./bot_services.ts";
import type { BrokerServices } from "./broker_services.ts";
import type { Accounts } from "./accounts.ts";
import type { ApiTokens } from "./api_tokens.ts";
import type { ServeInfo } from "./fresh/types.ts";
import type { Language } from "./i18n/mod.ts";
import type { NotificationServices } from "./notification_services.ts";
import type { ParityServices } from "./parity_services.ts";
import type { StatisticsServices } from "./statistics_services.ts";
import type { RiskServices } from "./risk_services.ts";
import type { TradingServices } from "./trading_services.ts";
import type { UserDesk } from "./user_desk.ts";
import type { Viewer } from "./viewer.ts";
import type { WebhookGate } from "./webhook_gate.ts";
import type { WebhookServices } from "./webhook_services.ts";
import type { WorkshopServices } from "./workshop_services.ts";

/** Whose money is at stake. */
export type Environment = "demo" | "testnet" | "live";

/** What is settled at start. */
export interface HouseFacts {
  readonly environment: Environment;
  /** The exchange that the market comes from, such as `demo` or `binance`. */
  readonly exchange: string;
  readonly symbols: readonly Symbol[];
  /** How many times as fast as this machine's clock that of the market runs: 1, but at a demo exchange that hurries. */
  readonly marketSpeed: number;
  /** For who has not chosen one. */
  readonly language: Language;
  /** Only this machine can connect. */
  readonly loopbackOnly: boolean;
  /** Nobody need sign in. */
  readonly debug: boolean;
}

/** Entries of the audit log that are asked for at once. */
export const AUDIT_PAGE = 50;

/** Which entries of the feed's audit log: the newest `limit` of them. */
export interface IncidentQuery {
  /** Null = all kinds. */
  readonly kinds: readonly IncidentKind[] | null;
  /** Null = all markets; else those of this one and of the connection as a whole. */
  readonly symbol: Symbol | null;
  /** Only entries with a smaller number; null = from the newest on. */
  readonly beforeId: number | null;
  readonly limit: number;
}

/** What the house offers to anybody who asks, and the way in. */
export interface WebHouse {
  readonly facts: HouseFacts;
  readonly log: Logger;
  readonly accounts: Accounts;
  /** Where users are made; for who runs the house. */
  readonly users: UserDesk;
  readonly tokens: ApiTokens;
  /** Where webhooks come in. */
  readonly webhookGate: WebhookGate;
  /** Where a request came from: the address that is connected, or whom a trusted proxy says it asks for. */
  addressOf(request: Request, info: ServeInfo | undefined): string;
  /** Who asks without signing in; null = nobody may. */
  readonly debugUser: Pick<User, "id" | "name"> | null;
  /** Whether the market feed is connected. */
  isConnected(): Promise<boolean>;
  /** What users chose for themselves, or undefined where there is no such user. */
  preferencesOf(userId: string): Promise<Preferences | undefined>;
  savePreferences(
    userId: string,
    changes: Partial<Pick<Preferences, "language" | "theme" | "timeZone">>,
  ): Promise<void>;
  servicesFor(viewer: Viewer): Services;
}

/** What the house offers to a user. Every function acts for that one. */
export interface Services {
  readonly brokers: BrokerServices;
  readonly facts: HouseFacts;
  readonly log: Logger;
  /** UTC ms. */
  now(): number;
  /** The newest `limit` closed candles, oldest first. */
  candles(symbol: Symbol, timeframe: Timeframe, limit: number): Promise<Candle[]>;
  /** Stored entries of the feed's audit log with their numbers, the newest first. */
  incidents(query: IncidentQuery): Promise<(FeedIncident & { readonly id: number })[]>;
  /** How regular the candles of each market and timeframe were since the feed started. */
  coherences(): Promise<Coherence[]>;
  /** The newest of everything. */
  snapshot(): Promise<Snapshot>;
  /** Strategies at work. */
  readonly bot: BotServices;
  /** Limits, live money, and turning everything off. */
  readonly risk: RiskServices;
  /** Trading by hand. */
  readonly trading: TradingServices;
  /** Having an AI help with strategies. */
  readonly assistant: AssistantServices;
  /** Writing strategies. */
  readonly workshop: WorkshopServices;
  /** Backtests, and searches for parameters. */
  readonly backtests: BacktestServices;
  /** Addresses that signals are sent to, and what became of each. */
  readonly webhooks: WebhookServices;
  /** Being told outside of the page. */
  readonly notifications: NotificationServices;
  /** What trading has brought. */
  readonly statistics: StatisticsServices;
  /** Live beside backtest. */
  readonly parity: ParityServices;
  tree(): Promise<TreeReport>;
  /** @throws {HttpError} 403 for who is not `dev`, 404 when there is no such actor, 409 when it may not be done or fails. */
  actOnActor(path: string, action: ActorAction): Promise<void>;
  /** Opens an event stream of the browser; `lastEventId` is the last one that it has. */
  openStream(lastEventId: EventId | null): Promise<ReadableStream<Uint8Array>>;
  /**
   * Says all channels that the pages of the browser look at now.
   * @throws {HttpError} 403 for a channel that is not for this user.
   */
  watchChannels(channels: readonly string[]): void;
}
