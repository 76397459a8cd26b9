/** Everything that is compared once the platform rests: its books as they are in the database beside what truly happened. */
import { openDatabase } from "../db/open.ts";
import { type AlertFigures, compareAlerts } from "./compare_alerts.ts";
import { type CandleFigures, compareCandles } from "./compare_candles.ts";
import { compareOrders, type OrderFigures } from "./compare_orders.ts";
import { type ExposureFigures, exposureOf } from "./exposure.ts";
import { stillRuns } from "./left_behind.ts";
import type { Rested } from "./settle.ts";
import type { World } from "./world.ts";

/** What was found. */
export interface Comparison {
  readonly strikes: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  /** Times in which the platform did not run, ms: how many, all together, the longest. */
  readonly down: { readonly times: number; readonly totalMs: number; readonly longestMs: number };
  /** Processes of the platform that were seen before a kill, and those of them that still run. */
  readonly processes: { readonly seen: number; readonly left: number };
  readonly asked: {
    readonly tickets: number;
    readonly sent: number;
    readonly unanswered: number;
    readonly changes: number;
  };
  readonly orders: OrderFigures;
  readonly alerts: AlertFigures;
  readonly candles: CandleFigures;
  readonly exposure: ExposureFigures;
  readonly restMs: number;
  /** What differs, in words; nothing = everything is as it must be. */
  readonly differences: readonly string[];
}

/** Ends the platform in order and compares. */
export async function compareBooks(world: World, rested: Rested): Promise<Comparison> {
  const { platform, options: { databaseUrl }, dataDir, journal, exchange } = world;
  await platform.end();
  const database = await openDatabase({ dataDir, databaseUrl: databaseUrl ?? undefined });
  const differences: string[] = rested.restless === null ? [] : [`it does not come to rest: ${rested.restless}`];
  const differs = (line: string) => void differences.push(line);
  try {
    const orders = await compareOrders(world, database.db, rested, differs);
    const alerts = await compareAlerts(world, database.db, differs);
    const candles = await compareCandles(world, database.db, differs);
    const exposure = await exposureOf(world, database.db, differs);
    const left = await Promise.all(journal.processes.map(stillRuns));
    const leftBehind = left.filter(Boolean).length;
    if (leftBehind > 0) differs(`${leftBehind} processes outlived a platform that was killed`);
    const downs = platform.downs.map(({ fromMs, toMs }) => toMs - fromMs);
    return {
      strikes: countsOf(journal.strikes.map(({ what }) => what)),
      faults: exchange.exchange.chaos.log.counts() as Record<string, number>,
      down: { times: downs.length, totalMs: downs.reduce((sum, ms) => sum + ms, 0), longestMs: Math.max(0, ...downs) },
      processes: { seen: journal.processes.length, left: leftBehind },
      asked: {
        tickets: journal.tickets.length,
        sent: journal.tickets.reduce((sum, { attempts }) => sum + attempts, 0),
        unanswered: journal.unanswered,
        changes: journal.cancels + journal.moves,
      },
      ...{ orders, alerts, candles, exposure, differences },
      restMs: rested.tookMs,
    };
  } finally {
    await database.close();
  }
}

/** How often each is there. */
export function countsOf(all: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of all) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
}
