/** The migrations in their order. A file that has been released is never edited; a change is a new file. */
import type { Migration } from "../migrate.ts";
import init from "./0001_init.sql" with { type: "text" };
import market from "./0002_market.sql" with { type: "text" };
import accounts from "./0003_accounts.sql" with { type: "text" };
import brokers from "./0004_brokers.sql" with { type: "text" };
import orderExits from "./0005_order_exits.sql" with { type: "text" };
import backtests from "./0006_backtests.sql" with { type: "text" };
import strategies from "./0007_strategies.sql" with { type: "text" };
import decisions from "./0008_decisions.sql" with { type: "text" };
import assistants from "./0009_assistants.sql" with { type: "text" };
import webhooks from "./0010_webhooks.sql" with { type: "text" };
import balanceSnapshots from "./0012_balance_snapshots.sql" with { type: "text" };
import risk from "./0013_risk.sql" with { type: "text" };
import protectionGaps from "./0014_protection_gaps.sql" with { type: "text" };
import notifications from "./0015_notifications.sql" with { type: "text" };
import positionEvents from "./0016_position_events.sql" with { type: "text" };
import adoptedOrders from "./0017_adopted_orders.sql" with { type: "text" };
import fillNumbers from "./0018_fill_numbers.sql" with { type: "text" };
import webhookTurns from "./0019_webhook_turns.sql" with { type: "text" };

/** All migrations, oldest first. */
export const MIGRATIONS: readonly Migration[] = [
  { id: "0001_init", sql: init },
  { id: "0002_market", sql: market },
  { id: "0003_accounts", sql: accounts },
  { id: "0004_brokers", sql: brokers },
  { id: "0005_order_exits", sql: orderExits },
  { id: "0006_backtests", sql: backtests },
  { id: "0007_strategies", sql: strategies },
  { id: "0008_decisions", sql: decisions },
  { id: "0009_assistants", sql: assistants },
  { id: "0010_webhooks", sql: webhooks },
  { id: "0012_balance_snapshots", sql: balanceSnapshots },
  { id: "0013_risk", sql: risk },
  { id: "0014_protection_gaps", sql: protectionGaps },
  { id: "0015_notifications", sql: notifications },
  { id: "0016_position_events", sql: positionEvents },
  { id: "0017_adopted_orders", sql: adoptedOrders },
  { id: "0018_fill_numbers", sql: fillNumbers },
  { id: "0019_webhook_turns", sql: webhookTurns },
];
