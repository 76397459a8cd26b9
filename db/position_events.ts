/** Table `position_events`: the logs of positions and of tickets. Rows are added, never changed. Times in UTC ms. */
import { z } from "zod";
import { type PositionEvent, positionEvent } from "../domain/position_event.ts";
import type { Queries } from "./db.ts";
import { jsonValue } from "./json_value.ts";

/** The position of a user's that an order entered. */
export interface LoggedPosition {
  readonly userId: string;
  readonly entryId: string;
}

/**
 * Adds a fact to the log of a position; one that is in it already changes nothing.
 * @throws {Error} when no such order of its user is stored.
 */
export async function addPositionEvent(
  db: Queries,
  { userId, entryId }: LoggedPosition,
  { key, timeMs, fact }: PositionEvent,
): Promise<void> {
  await db`
    insert into position_events (user_id, entry_id, key, happened_at, fact)
    values (${userId}, ${entryId}, ${key}, ${timeMs}, ${jsonValue(db, fact)})
    on conflict (user_id, entry_id, key) do nothing`;
}

/** The log of a position, oldest first. */
export async function positionEventsOf(db: Queries, { userId, entryId }: LoggedPosition): Promise<PositionEvent[]> {
  return z.array(positionEvent).parse(
    await db`
      select key, happened_at as "timeMs", fact from position_events
      where user_id = ${userId} and entry_id = ${entryId} order by number`,
  );
}
