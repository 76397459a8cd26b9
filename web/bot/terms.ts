/** What is known of strategies at work beside how they are doing: names, accounts, versions, and how their balance went. */
import { AskError } from "../../actors/runtime/mod.ts";
import { exchangeNameOf } from "../../actors/exchange_catalog.ts";
import { profitCurves } from "../../db/balance_curve.ts";
import type { Broker } from "../../db/brokers.ts";
import type { Db } from "../../db/db.ts";
import { findSymbol } from "../../db/symbols.ts";
import { strategyRows } from "../../db/strategy_rows.ts";
import type { ActiveStrategy } from "../../domain/active_strategy.ts";
import { Decimal } from "../../domain/decimal.ts";
import type { Market, Symbol } from "../../domain/market.ts";
import type { RestLimits } from "../../domain/order_rules.ts";
import { venueId } from "../../domain/venue.ts";
import type { BalancePoint, WorkTerms } from "../bot_services.ts";
import { brokersOfViewer, venueOf } from "../own_rows.ts";
import { rowsOf, type Viewer } from "../viewer.ts";
import type { BotParts } from "./parts.ts";

/** A page waits for it. */
const BROKER_ANSWER = { timeout: "2s" } as const;

/** The terms of some that are the user's. A strategy that was deleted has its id for a name. */
export async function termsOf(
  parts: Pick<BotParts, "db" | "orderDesk">,
  viewer: Viewer,
  work: readonly ActiveStrategy[],
): Promise<WorkTerms[]> {
  const { db } = parts;
  const brokers = new Map((await brokersOfViewer(db, viewer)).map((broker) => [broker.id, broker]));
  const strategies = new Map((await strategyRows(db, rowsOf(viewer))).map((row) => [row.id, row]));
  return await Promise.all(work.map(async ({ userId: _, ...active }) => {
    const broker = brokers.get(active.brokerId);
    const strategy = strategies.get(active.strategyId);
    return {
      ...active,
      strategyName: strategy?.name ?? active.strategyId,
      newestVersion: strategy?.version ?? active.version,
      brokerName: broker?.name ?? active.brokerId,
      exchangeName: broker ? exchangeNameOf(broker.exchange) : "",
      environment: broker?.environment ?? "demo",
      limits: broker ? await limitsOf(parts, broker, active.symbol) : null,
    };
  }));
}

/** As they are listed, or as the broker tells; one that does not answer must not take the page down with it. */
async function limitsOf(
  { db, orderDesk }: Pick<BotParts, "db" | "orderDesk">,
  broker: Broker,
  symbol: Symbol,
): Promise<RestLimits | null> {
  const listed = await findSymbol(db, venueId(venueOf(broker)), symbol);
  if (listed) return restLimits(listed);
  try {
    const told = await orderDesk().ask("GetMarket", { brokerId: broker.id, symbol }, BROKER_ANSWER);
    return told && restLimits(told);
  } catch (error) {
    if (error instanceof AskError) return null;
    throw error;
  }
}

function restLimits({ quantityStep, minQuantity, minNotional }: Market): RestLimits {
  return { quantityStep, minQuantity, minNotional };
}

/** The last `limit` points of each one's balance, and what it began with where there are no more; by its id. */
export async function balanceCurves(
  db: Db,
  work: readonly ActiveStrategy[],
  limit: number,
): Promise<ReadonlyMap<string, readonly BalancePoint[]>> {
  const profits = await profitCurves(db, work.map(({ id }) => id), limit);
  return new Map(work.map(({ id, amountQuote, createdMs }) => {
    const points = (profits.get(id) ?? []).map(({ timeMs, profitQuote }) => ({
      timeMs,
      balanceQuote: new Decimal(amountQuote).plus(profitQuote).toFixed(),
    }));
    return [id, points.length < limit ? [{ timeMs: createdMs, balanceQuote: amountQuote }, ...points] : points];
  }));
}
