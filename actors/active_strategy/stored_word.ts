/**
 * What its user said last of a strategy at work. A guard that falls is begun anew with what it was first started with, which
 * is older than a suspension, a resumption or an upgrade since.
 */
import { findActiveStrategy } from "../../db/active_strategies.ts";
import { findVersion } from "../../db/strategy_versions.ts";
import type { Guard, GuardContext } from "./guard.ts";

/** Goes by what is stored: whether it is to work, between which dates, and with which version of its source. */
export async function readStoredWord(guard: Guard, ctx: GuardContext): Promise<void> {
  const { db, activeStrategy: { id, version } } = guard.args;
  const stored = await findActiveStrategy(db, id);
  if (!stored) return; // nobody has said anything
  const newer = stored.version === version ? undefined : await findVersion(db, stored.strategyId, stored.version);
  guard.args = { ...guard.args, activeStrategy: stored, ...(newer && { source: newer.source }) };
  if (!stored.isActive && guard.phase === "starting") guard.phase = "suspended";
  if (stored.isActive && guard.phase === "suspended") {
    guard.phase = "starting";
    ctx.self.tell("StartRunner");
  }
}
