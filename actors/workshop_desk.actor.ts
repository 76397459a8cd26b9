/**
 * The workshop desk: finds out about versions of strategies behind the saves of their users.
 * Holds: the versions that wait, in its mailbox: one is looked at after the other, in contained processes.
 * **Hears** that a version was saved.
 * **Tells** `verdicts` what was found out about a version, once it is stored.
 * **On restart** it looks, a little later, for newest versions about which nothing is known; so none is forgotten.
 */
import { z } from "zod";
import { findStrategy } from "../db/strategies.ts";
import { newestVersion, setVerdict, unjudgedVersions } from "../db/strategy_versions.ts";
import type { Verdict } from "../domain/strategy_verdict.ts";
import type { Timeframe } from "../domain/timeframe.ts";
import { allProblems, isSyntax } from "../workshop/all_problems.ts";
import { auditSource } from "../workshop/audits.ts";
import { loadContained } from "../workshop/contained_load.ts";
import { databaseArg } from "./database_arg.ts";
import { type ActorContext, defineActor } from "./runtime/mod.ts";
import { checkSource, LanguageUnavailable, LONG_PATIENCE_S, type Starter } from "./strategy_languages.ts";
import { verdicts } from "./topics.ts";
import { workshopDeskProtocol } from "./workshop_desk_protocol.ts";

/** What it is handed. */
const args = z.object({ db: databaseArg });

/** A platform that starts has more urgent things to do than to look for what was forgotten. */
const LOOK_AFTER = "90s";
/** Where there is no room for a compiler now, it is tried again. */
const TRY_AGAIN = "30s";

/** A busy machine must not be held against a source. */
const LOAD_PATIENCE_MS = 20_000;

type DeskContext = ActorContext<typeof workshopDeskProtocol>;

export default defineActor({
  protocol: workshopDeskProtocol,
  args,
  init(ctx, of) {
    ctx.after(LOOK_AFTER, "AuditUnjudged");
    return of;
  },
  on: {
    async AuditVersion({ db }, { strategyId, version }, ctx) {
      const strategy = await findStrategy(db, strategyId);
      const newest = await newestVersion(db, strategyId);
      if (!strategy || newest?.number !== version || newest.verdict !== null) return; // removed, outdated, or known
      const { userId, source } = newest;
      const verdict = await judged({ userId, source, timeframe: strategy.timeframe }, ctx);
      if (verdict === null) return void ctx.after(TRY_AGAIN, "AuditVersion", { strategyId, version });
      if (!await setVerdict(db, strategyId, version, verdict)) return; // removed meanwhile
      ctx.publish(verdicts.key(userId), { userId, strategyId, version, verdict });
    },
    async AuditUnjudged({ db }, _, ctx) {
      for (const { strategyId, number } of await unjudgedVersions(db)) {
        ctx.self.tell("AuditVersion", { strategyId, version: number });
      }
    },
  },
});

/** All that can be found out about a source: only what compiles and loads is audited. Null = there is no room for it now. */
async function judged(
  { userId, source, timeframe }: { readonly userId: string; readonly source: string; readonly timeframe: Timeframe },
  ctx: DeskContext,
): Promise<Verdict | null> {
  try {
    const told = await checkSource(starterOf(ctx), userId, source, LONG_PATIENCE_S);
    const { problem } = told.some(isSyntax)
      ? { problem: null }
      : await loadContained(source, { patienceMs: LOAD_PATIENCE_MS, signal: ctx.signal });
    const canRun = problem === null && !told.some(isSyntax);
    const audits = canRun
      ? await auditSource(source, timeframe, { signal: ctx.signal })
      : { lookAhead: null, warmUp: null };
    return { problems: allProblems(told, problem), ...audits, checkedMs: ctx.clock.now() };
  } catch (error) {
    if (!(error instanceof LanguageUnavailable)) throw error;
    ctx.log.warn("no room for a compiler", { userId, why: String(error.cause) });
    return null;
  }
}

function starterOf(ctx: DeskContext): Starter {
  return {
    start: (parent, child) => ctx.startChild(parent, child),
    stop: (path) => ctx.stopChild(path),
    whereis: (path, protocol) => ctx.whereis(path, protocol),
  };
}
