/** Strategies at work for one user: whose one is comes first, then the portfolio or the database is asked. */
import type { Balance } from "../actors/broker_protocol.ts";
import { AskError } from "../actors/runtime/mod.ts";
import { PATHS } from "../actors/tree.ts";
import { activeStrategiesOf, findActiveStrategy, listUnstopped } from "../db/active_strategies.ts";
import { candlesBetween } from "../db/candles.ts";
import { decisionsAt, decisionsOf } from "../db/decisions.ts";
import { fillsOfActiveStrategy, lastOrders, ordersOfActiveStrategy } from "../db/orders.ts";
import { positionEventsOf } from "../db/position_events.ts";
import { unprotectedMsOf } from "../db/protection_gaps.ts";
import type { ActiveStrategy } from "../domain/active_strategy.ts";
import { activate } from "./bot/activating.ts";
import type { BotParts } from "./bot/parts.ts";
import { balanceCurves, termsOf } from "./bot/terms.ts";
import { candleOf, type Known, stepsOf } from "./bot/timeline.ts";
import { listed, summaryOf, type TradeOrders, tradesOf } from "./bot/trades_of.ts";
import { type BotAction, type BotServices, type BotView, TIMELINE_PAGE, type TimelinePage } from "./bot_services.ts";
import { HttpError } from "./fresh/error.ts";
import { answered } from "./trading/parts.ts";
import { rowsOf, type Viewer } from "./viewer.ts";

/** Orders that the Trading bot page shows. */
const ORDERS_SHOWN = 10;
/** Points of a balance in the list, and on the page of one strategy. */
const LISTED_POINTS = 40;
const CURVE_POINTS = 1_000;
/** Decisions on the page of one strategy. */
const DECISIONS_SHOWN = 20;
/** A source that is upgraded sees its candles first; a sale waits for the broker. */
const COMMAND_TIMEOUT = "30s";

/** The services of one user. */
export function botHouse(parts: BotParts, viewer: Viewer): BotServices {
  return {
    view: () => viewOf(parts, viewer),
    activate: (wanted) => activate(parts, viewer, wanted),
    open: async (id, page) => {
      const { db, portfolio } = parts;
      const active = await ownActive(parts, viewer, id);
      const statuses = await answered(portfolio().ask("GetStrategies", { userId: active.userId }));
      const [terms] = await termsOf(parts, viewer, [active]);
      const decisions = await decisionsOf(db, id, { fromMs: null, toMs: null, limit: DECISIONS_SHOWN });
      return {
        terms: terms!,
        status: statuses.find(({ activeStrategyId }) => activeStrategyId === id) ?? null,
        timeline: await timelineOf(parts, active, page),
        decisions: decisions.toReversed().map(({ userId: _, activeStrategyId: __, ...decided }) => decided),
        curve: (await balanceCurves(db, [active], CURVE_POINTS)).get(id) ?? [],
      };
    },
    act: (id, action) => act(parts, viewer, id, action),
  };
}

async function viewOf(parts: BotParts, viewer: Viewer): Promise<BotView> {
  const { db, portfolio, paperOwnerId } = parts;
  const userId = rowsOf(viewer);
  const [strategies, orders, balances, kept] = await Promise.all([
    portfolio().ask("GetStrategies", { userId }),
    lastOrders(db, userId, ORDERS_SHOWN),
    viewer.isDev || viewer.userId === paperOwnerId ? balancesOf(parts) : { balances: [], balanceError: null },
    userId === null ? listUnstopped(db) : activeStrategiesOf(db, userId),
  ]);
  const shown = new Set(strategies.map(({ activeStrategyId }) => activeStrategyId));
  const work = kept.filter(({ id }) => shown.has(id));
  const terms = await termsOf(parts, viewer, work);
  const curves = await balanceCurves(db, work, LISTED_POINTS);
  return { strategies, orders, ...balances, work: terms.map((of) => ({ ...of, curve: curves.get(of.id) ?? [] })) };
}

/** A broker that does not answer must not take the page down with it. */
async function balancesOf(
  { balancesAt }: BotParts,
): Promise<{ balances: readonly Balance[]; balanceError: string | null }> {
  try {
    return { balances: await balancesAt(PATHS.paper), balanceError: null };
  } catch (error) {
    if (error instanceof AskError) return { balances: [], balanceError: error.message };
    throw error;
  }
}

/** A page of the trades of a strategy, newest first, each with all that led to it; the last page where `page` is beyond it. */
async function timelineOf(parts: BotParts, active: ActiveStrategy, page: number): Promise<TimelinePage> {
  const { db } = parts;
  const fills = (await fillsOfActiveStrategy(db, active.id)).map(({ fill }) => fill);
  const trades = listed(tradesOf(await ordersOfActiveStrategy(db, active.id), fills));
  const pages = Math.max(1, Math.ceil(trades.length / TIMELINE_PAGE));
  const shown = Math.min(page, pages);
  const these = trades.slice((shown - 1) * TIMELINE_PAGE, shown * TIMELINE_PAGE);
  const known = await knownOf(parts, active, these.map(({ orders }) => orders));
  return {
    trades: await Promise.all(these.map(async (trade) => {
      const summary = summaryOf(trade);
      const unprotectedMs = await unprotectedMsOf(db, active.id, summary.id);
      return { ...summary, unprotectedMs, steps: stepsOf(trade.orders, known) };
    })),
    total: trades.length,
    page: shown,
    pages,
  };
}

/** What is kept of the candles that these trades were decided on. */
async function knownOf(
  { db, exchange, marketSpeed }: BotParts,
  { id, userId, symbol, timeframe }: ActiveStrategy,
  trades: readonly TradeOrders[],
): Promise<Known> {
  const times = [...new Set(trades.flat().flatMap(({ order }) => candleOf(order) ?? []))];
  const decisions = await decisionsAt(db, id, times);
  const candles = await Promise.all(
    times.map((fromMs) => candlesBetween(db, exchange, { symbol, timeframe, fromMs, toMs: fromMs + 1, limit: 1 })),
  );
  const facts = await Promise.all(trades.map(async ([first]) => {
    const entryId = first!.order.clientOrderId;
    return [entryId, await positionEventsOf(db, { userId, entryId })] as const;
  }));
  return {
    facts: new Map(facts),
    decisions: new Map(decisions.map((one) => [one.openMs, one])),
    candles: new Map(candles.flat().map((one) => [one.openMs, one])),
    isOneClock: marketSpeed === 1,
  };
}

async function act(parts: BotParts, viewer: Viewer, id: string, action: BotAction): Promise<void> {
  const { userId } = await ownActive(parts, viewer, id);
  const portfolio = parts.portfolio();
  const done = await answered(portfolio.ask(COMMANDS[action], { userId, activeStrategyId: id }, {
    timeout: COMMAND_TIMEOUT,
  }));
  if (done.outcome === "unknown") throw unknownActive(id);
  if (done.outcome === "refused") throw new HttpError(409, done.reason);
  if (action === "stop") parts.stopped(userId, id);
}

const COMMANDS = {
  suspend: "SuspendStrategy",
  resume: "ResumeStrategy",
  sell: "SellPosition",
  stop: "StopStrategy",
  upgrade: "UpgradeActiveStrategy",
} as const satisfies Record<BotAction, string>;

/** The user's, also one that was stopped; `dev` sees those of all. @throws {HttpError} 404. */
async function ownActive({ db }: BotParts, viewer: Viewer, id: string): Promise<ActiveStrategy> {
  const found = await findActiveStrategy(db, id);
  if (!found || !(viewer.isDev || found.userId === viewer.userId)) throw unknownActive(id);
  return found;
}

function unknownActive(id: string): HttpError {
  return new HttpError(404, `You have no strategy at work with the id "${id}"`);
}
