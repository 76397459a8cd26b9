/** Adding facts to the log of a position. Each is written after it has come true; one that cannot be written now waits. */
import { addPositionEvent } from "../../db/position_events.ts";
import type { Queries } from "../../db/db.ts";
import { saveGap } from "../../db/protection_gaps.ts";
import type { OpenPosition, PositionContext, Unsaved } from "./state.ts";

/** Facts that wait at most; more are lost, and the log says so on the console. */
const MOST_WAITING = 1_000;

/** Adds facts that are not in the log yet. Protecting the position does not fail with it. */
export async function note(position: OpenPosition, facts: readonly Unsaved[], ctx: PositionContext): Promise<void> {
  const { keys, unsaved } = position.log;
  for (const fact of facts) {
    if (keys.has(fact.event.key)) continue;
    if (unsaved.length >= MOST_WAITING) return ctx.log.error("The log of a position is full", { key: fact.event.key });
    keys.add(fact.event.key);
    unsaved.push(fact);
  }
  await saveWaiting(position, ctx);
}

/** Writes what waits, oldest first. Answers whether nothing waits any more. */
export async function saveWaiting({ args, log }: OpenPosition, ctx: PositionContext): Promise<boolean> {
  const { db, entryId, activeStrategy: { userId } } = args;
  try {
    for (let next = log.unsaved[0]; next; next = log.unsaved[0]) {
      const { event, gap } = next;
      const add = (queries: Queries) => addPositionEvent(queries, { userId, entryId }, event);
      if (!gap) await add(db);
      else {await db.begin(async (tx) => {
          await saveGap(tx, gap);
          await add(tx);
        });}
      log.unsaved.shift();
    }
    return true;
  } catch (error) {
    ctx.log.warn("Cannot add to the log of a position now", { waiting: log.unsaved.length, why: String(error) });
    return false;
  }
}
