/** What the form of a backtest must know of a strategy: what the chosen version declares, and what its audits found. */
import type { StrategySetup } from "../client/backtest/views.ts";
import { HttpError } from "../fresh/error.ts";
import type { WorkshopServices } from "../workshop_services.ts";

/** `version` null = the newest. @throws {HttpError} 404 for a strategy or version that the user has not. */
export async function strategySetup(
  workshop: WorkshopServices,
  strategyId: string,
  version: number | null,
): Promise<StrategySetup> {
  const view = await workshop.open(strategyId);
  const chosen = version ?? view.version;
  const row = view.versions.find(({ number }) => number === chosen);
  if (row === undefined) throw new HttpError(404, `"${view.name}" has no version ${chosen}`);
  const source = chosen === view.version ? view.source : await workshop.version(strategyId, chosen);
  const { specs, problems } = await workshop.check(source);
  return {
    strategyId,
    version: chosen,
    versions: view.versions.map(({ number }) => number),
    specs,
    problem: problems.find(({ severity }) => severity === "error") ?? null,
    parameters: view.parameters,
    verdict: row.verdict,
    seesFuture: row.verdict?.lookAhead?.outcome === "failed",
    warmsUpTooLittle: row.verdict?.warmUp?.outcome === "failed",
  };
}
