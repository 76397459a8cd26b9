/** What is known of strategies at work beside how they are doing: names, accounts, versions, and how their balance went. */
import { exchangeNameOf } from "../../actors/exchange_catalog.ts";
import { profitCurves } from "../../db/balance_curve.ts";
import type { Db } from "../../db/db.ts";
import { strategyRows } from "../../db/strategy_rows.ts";
import type { ActiveStrategy } from "../../domain/active_strategy.ts";
import { Decimal } from "../../domain/decimal.ts";
import type { BalancePoint, WorkTerms } from "../bot_services.ts";
import { brokersOfViewer } from "../own_rows.ts";
import { rowsOf, type Viewer } from "../viewer.ts";

/** The terms of some that are the user's. A strategy that was deleted has its id for a name. */
export async function termsOf(db: Db, viewer: Viewer, work: readonly ActiveStrategy[]): Promise<WorkTerms[]> {
  const brokers = new Map((await brokersOfViewer(db, viewer)).map((broker) => [broker.id, broker]));
  const strategies = new Map((await strategyRows(db, rowsOf(viewer))).map((row) => [row.id, row]));
  return work.map(({ userId: _, ...active }) => {
    const broker = brokers.get(active.brokerId);
    const strategy = strategies.get(active.strategyId);
    return {
      ...active,
      strategyName: strategy?.name ?? active.strategyId,
      newestVersion: strategy?.version ?? active.version,
      brokerName: broker?.name ?? active.brokerId,
      exchangeName: broker ? exchangeNameOf(broker.exchange) : "",
      environment: broker?.environment ?? "demo",
    };
  });
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
