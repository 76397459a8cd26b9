/** Table `raw_frames`: what an exchange sent, as it was received. Kept only where somebody asks for it, and not for long. */
import { z } from "zod";
import { symbol } from "../domain/market.ts";
import { type Queries, storable } from "./db.ts";

const rawFrame = z.object({
  exchange: z.string(),
  /** UTC ms, by our clock. */
  receivedMs: z.int(),
  /** The exchange's own name of the stream. */
  stream: z.string(),
  /** Null where the frame is of no market. */
  symbol: symbol.nullable(),
  text: z.string(),
});
/** A frame as it was received. */
export type RawFrame = z.infer<typeof rawFrame>;

/** Stores frames in their order. PostgreSQL's texts have no character 0: U+FFFD stands for it. */
export async function saveRawFrames(db: Queries, frames: readonly RawFrame[]): Promise<void> {
  if (frames.length === 0) return;
  const column = <K extends keyof RawFrame>(name: K): RawFrame[K][] => frames.map((one) => one[name]);
  await db`
    insert into raw_frames (exchange, received_at, stream, symbol, frame)
    select * from unnest(
      ${column("exchange")}::text[], ${column("receivedMs")}::timestamptz[], ${column("stream")}::text[],
      ${column("symbol")}::text[], ${column("text").map(storable)}::text[]
    )`;
}

/** The frames that an exchange sent from `fromMs` (included) to `toMs` (excluded), UTC ms, in order, at most `limit`. */
export async function rawFramesBetween(
  db: Queries,
  of: { readonly exchange: string; readonly fromMs: number; readonly toMs: number; readonly limit: number },
): Promise<RawFrame[]> {
  const rows = await db`
    select exchange, received_at as "receivedMs", stream, symbol, frame as text from raw_frames
    where exchange = ${of.exchange} and received_at >= ${of.fromMs} and received_at < ${of.toMs}
    order by id limit ${of.limit}`;
  return z.array(rawFrame).parse(rows);
}

/** Removes at most `limit` of the frames received before `beforeMs` (UTC ms), and answers how many. */
export async function pruneRawFrames(db: Queries, beforeMs: number, limit: number): Promise<number> {
  const { count } = await db`
    delete from raw_frames where id in (
      select id from raw_frames where received_at < ${beforeMs} order by received_at limit ${limit}
    )`;
  return count;
}
