/** The workshop for one user: whose a strategy is comes first, then rows and versions are read and written. */
import postgres from "postgres";
import { findStrategy, removeStrategy, saveStrategy, strategiesOf } from "../db/strategies.ts";
import { dependentsOfStrategy, findStrategyRow, strategyRows } from "../db/strategy_rows.ts";
import { findVersion, newestVersion, versionsOf } from "../db/strategy_versions.ts";
import type { StrategySource } from "../domain/active_strategy.ts";
import { HttpError } from "./fresh/error.ts";
import { answered } from "./trading/parts.ts";
import { rowsOf, type Viewer } from "./viewer.ts";
import { strategyDraft } from "./workshop/bodies.ts";
import { copiedName } from "./workshop/copied_name.ts";
import type { WorkshopParts } from "./workshop/parts.ts";
import type { StrategyDraft, WorkshopServices } from "./workshop_services.ts";

/** Versions that an open strategy lists. */
const VERSIONS_SHOWN = 200;
/** Candles of a dry run: some days of 5m, some months of 4h. */
const DRY_CANDLES = 1_000;
/** Stopping and upgrading waits for guards. */
const PORTFOLIO_TIMEOUT = "30s";

/** The services of one user. */
export function workshopHouse(parts: WorkshopParts, viewer: Viewer): WorkshopServices {
  const { db, tools } = parts;
  const own = (id: string) => ownStrategy(parts, viewer, id);
  return {
    list: () => strategyRows(db, rowsOf(viewer)),
    open: async (id) => {
      const { source, parameters } = await own(id);
      const row = await findStrategyRow(db, id);
      if (!row) throw unknownStrategy(id);
      const versions = (await versionsOf(db, id, VERSIONS_SHOWN)).map(({ number, origin, createdMs, verdict }) => {
        return { number, origin, createdMs, verdict };
      });
      return { ...row, source, parameters, versions };
    },
    create: async (draft) => {
      const id = crypto.randomUUID();
      await store(parts, { id, userId: viewer.userId, createdMs: parts.now() }, draft);
      return { id };
    },
    save: async (id, draft) => {
      const { userId, createdMs } = await own(id);
      return { version: await store(parts, { id, userId, createdMs }, draft) };
    },
    version: async (id, number) => {
      await own(id);
      const version = await findVersion(db, id, number);
      if (!version) throw new HttpError(404, `Your strategy "${id}" has no version ${number}`);
      return version.source;
    },
    duplicate: async (id) => {
      const { userId, name, description, timeframe, source, parameters } = await own(id);
      const origin = (await newestVersion(db, id))?.origin ?? "user";
      const taken = (await strategiesOf(db, userId)).map((one) => one.name);
      const copy = { name: copiedName(name, taken), description, timeframe, source, parameters, origin };
      const copyId = crypto.randomUUID();
      await store(parts, { id: copyId, userId, createdMs: parts.now() }, copy);
      return { id: copyId };
    },
    dependents: async (id) => {
      await own(id);
      return await dependentsOfStrategy(db, id);
    },
    remove: async (id, stop) => {
      const { userId } = await own(id);
      const { atWork } = await dependentsOfStrategy(db, id);
      if (atWork.length > 0 && !stop) {
        throw new HttpError(409, `Cannot delete it while it is at work ${atWork.length} times: stop it first`);
      }
      for (const { id: activeStrategyId } of atWork) await stopAtWork(parts, { userId, activeStrategyId });
      await removeStrategy(db, id, parts.now());
    },
    check: (source) => tools.check(viewer.userId, source),
    complete: (source, offset) => tools.complete(viewer.userId, source, offset),
    hover: (source, offset) => tools.hover(viewer.userId, source, offset),
    dryRun: async ({ source, parameters, symbol, timeframe }) => {
      const candles = await parts.candles(symbol, timeframe, DRY_CANDLES);
      return await tools.dryRun(viewer.userId, { source, parameters, candles });
    },
    upgrade: async (id) => {
      const { userId } = await own(id);
      const asked = parts.portfolio().ask("UpgradeStrategy", { userId, strategyId: id }, {
        timeout: PORTFOLIO_TIMEOUT,
      });
      const told = await answered(asked);
      if (told.outcome === "unknown") throw unknownStrategy(id);
      if (told.outcome === "refused") throw new HttpError(409, told.reason);
      return { upgraded: told.upgraded };
    },
  };
}

/** The user's strategy; `dev` sees those of all. @throws {HttpError} 404. */
async function ownStrategy({ db }: WorkshopParts, viewer: Viewer, id: string): Promise<StrategySource> {
  const found = await findStrategy(db, id);
  if (!found || !(viewer.isDev || found.userId === viewer.userId)) throw unknownStrategy(id);
  return found;
}

/** What is said of a strategy that is none of the user's, whether it exists or not. */
function unknownStrategy(id: string): HttpError {
  return new HttpError(404, `You have no strategy "${id}"`);
}

/** Stores a draft, and has what is new of it audited; answers the number of its newest version. */
async function store(
  parts: WorkshopParts,
  of: Pick<StrategySource, "id" | "userId" | "createdMs">,
  draft: StrategyDraft,
): Promise<number> {
  const checked = strategyDraft.parse(draft);
  try {
    const before = (await newestVersion(parts.db, of.id))?.number;
    const version = await saveStrategy(parts.db, { ...checked, ...of, updatedMs: parts.now() });
    if (version !== before) parts.saved(of.id, version);
    return version;
  } catch (error) {
    if (!(error instanceof postgres.PostgresError && error.constraint_name === "strategies_one_a_name")) throw error;
    throw new HttpError(409, `You have another strategy with the name "${checked.name}"`, { cause: error });
  }
}

/** @throws {HttpError} 409 where it cannot be stopped now. */
async function stopAtWork(
  { portfolio }: WorkshopParts,
  of: { readonly userId: string; readonly activeStrategyId: string },
): Promise<void> {
  const stopped = await answered(portfolio().ask("StopStrategy", of, { timeout: PORTFOLIO_TIMEOUT }));
  if (stopped.outcome === "refused") throw new HttpError(409, stopped.reason);
}
