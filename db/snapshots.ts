/** Tables `snapshots` and `snapshot_events`: what actors keep over a restart. */
import { z } from "zod";
import type { Db } from "./db.ts";

/** What is kept of one actor: its last whole state, in a version, and the events since, oldest first. */
const kept = z.object({ version: z.int(), state: z.unknown(), events: z.array(z.unknown()) });

/** The store that the actors' runtime asks for. States and events are plain JSON data. */
export interface Snapshots {
  /** What is kept under an id, or undefined where nothing is. */
  load(id: string): Promise<z.infer<typeof kept> | undefined>;
  /** Adds events to a kept state; without one they are nobody's, and are dropped. */
  append(id: string, events: readonly unknown[]): Promise<void>;
  /** Keeps a state in place of everything before. */
  save(id: string, version: number, state: unknown): Promise<void>;
}

/** The actors' states in the database. */
export function snapshotStore(db: Db): Snapshots {
  return {
    load: (id) => load(db, id),
    append: (id, events) => append(db, id, events),
    save: (id, version, state) => save(db, id, version, state),
  };
}

async function load(db: Db, id: string): Promise<z.infer<typeof kept> | undefined> {
  const [row] = await db`
    select version, state, coalesce((
      select jsonb_agg(event order by sequence) from snapshot_events where snapshot_id = snapshots.id
    ), '[]') as events
    from snapshots where id = ${id}`;
  return row && kept.parse(row);
}

async function append(db: Db, id: string, events: readonly unknown[]): Promise<void> {
  if (events.length === 0) return;
  await db`
    insert into snapshot_events (snapshot_id, event)
    select id, event from snapshots,
      jsonb_array_elements(${asJson(events)}::text::jsonb) with ordinality as given (event, place)
    where id = ${id} order by place`;
}

/** One statement: the new state and the end of the old events stand or fall together. */
async function save(db: Db, id: string, version: number, state: unknown): Promise<void> {
  await db`
    with forgotten as (delete from snapshot_events where snapshot_id = ${id})
    insert into snapshots (id, version, state) values (${id}, ${version}, ${asJson(state)}::text::jsonb)
    on conflict (id) do update
    set version = excluded.version, state = excluded.state, saved_at = now()`;
}

/** As text, not as the driver's own JSON: that would make SQL's null of a state that is null. */
function asJson(value: unknown): string {
  return JSON.stringify(value ?? null);
}
