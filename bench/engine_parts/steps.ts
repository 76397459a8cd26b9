/** Where the time from a frame to its order goes, step by step: what the wire saw, put together with what was stored. */
import type { Db } from "../../db/db.ts";

/** One order's way, all in ms by this machine's clock; those from the database are whole ones. */
export interface Way {
  /** `symbol openMs`: orders of one closed candle share it. */
  readonly candle: string;
  readonly frameMs: number;
  /** The strategy was asked. */
  readonly askedMs: number;
  readonly decidedMs: number;
  /** The order desk has judged it and stores it. */
  readonly intendedMs: number;
  /** The request left. */
  readonly leftMs: number;
}

/** What the wire saw. */
export interface Sightings {
  /** By `symbol openMs`, the symbol as the exchange spells it. */
  readonly frames: ReadonlyMap<string, number>;
  /** By client order id. */
  readonly orders: ReadonlyMap<string, number>;
}

/** Every order of a strategy of which the whole way is known, in the order in which they left. */
export async function waysOf(db: Db, { frames, orders }: Sightings): Promise<Way[]> {
  const rows = await db`
    select t.client_order_id as id, replace(t.symbol, '/', '') || ' ' || split_part(t.client_order_id, '-', 2) as candle,
      t.created_at as "intendedMs", d.decided_at as "decidedMs", d.decided_at - d.took_ms * interval '1 ms' as "askedMs"
    from trades t
      join decisions d on d.active_strategy_id = t.active_strategy_id
        and d.open_time = to_timestamp(split_part(t.client_order_id, '-', 2)::float8 / 1000)
    where t.client_order_id ~ '^[0-9a-f]{12}-[0-9]+-(entry|exit)$'`;
  return rows.flatMap(({ id, candle, ...times }) => {
    const [frameMs, leftMs] = [frames.get(candle), orders.get(id)];
    return frameMs === undefined || leftMs === undefined ? [] : [{ candle, frameMs, leftMs, ...times } as Way];
  }).sort((a, b) => a.leftMs - b.leftMs);
}

/** The steps in their order: what each is called, and how long it took, ms. */
export const STEPS: readonly (readonly [name: string, took: (way: Way) => number])[] = [
  ["frame → strategy asked", ({ frameMs, askedMs }) => askedMs - Math.floor(frameMs)],
  ["asked → decided", ({ askedMs, decidedMs }) => decidedMs - askedMs],
  ["decided → judged", ({ decidedMs, intendedMs }) => intendedMs - decidedMs],
  ["judged → request leaves", ({ intendedMs, leftMs }) => Math.floor(leftMs) - intendedMs],
];
