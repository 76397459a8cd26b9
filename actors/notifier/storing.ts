/** Storing what was heard, and telling what could not be kept. */
import type { Db } from "../../db/db.ts";
import { countOverflows, type Dropped, originsOf, queueHappenings } from "../../db/notifications.ts";
import type { Happening } from "../../domain/notification/event.ts";
import { courierProtocol } from "../courier_protocol.ts";
import { notices } from "../topics.ts";
import type { Notifier, NotifierContext } from "./state.ts";
import type { Batch, Heard } from "./waiting.ts";

/** Fills of the same moment are stored together, after those who trade on them had their turn. */
const GATHER = "250ms";
/** Where the database does not take them. */
const TRY_AGAIN = "5s";
const MOST_ATTEMPTS = 120;
/** Users are not told more often that something was dropped. */
const DROPPED_TOLD_EVERY = "1h";

/** Stores what waits when it was gathered, but where that is under way already. */
export function storeSoon(notifier: Notifier, ctx: NotifierContext): void {
  if (notifier.isStoring) return;
  notifier.isStoring = true;
  ctx.after(GATHER, "Store");
}

/** What the database does not take now is kept for a while: it is most wanted when something is wrong. */
export async function store(notifier: Notifier, ctx: NotifierContext): Promise<void> {
  const { args: { db, courierPath }, waiting, dropped } = notifier;
  const batch = waiting.batch();
  try {
    dropped.add(await stored(db, batch, ctx.clock.now()));
  } catch (error) {
    return failed(notifier, error, ctx);
  }
  notifier.failures = 0;
  waiting.remove(batch);
  notifier.isStoring = false;
  if (!waiting.isEmpty) storeSoon(notifier, ctx);
  tellDropped(notifier, ctx);
  ctx.whereis(courierPath, courierProtocol).tell("Wake");
}

/** Answers what was dropped, by channel. */
async function stored(db: Db, { heard, overflows }: Batch, nowMs: number): Promise<Dropped[]> {
  const happenings = await named(db, heard);
  if (overflows.length === 0) return await queueHappenings(db, happenings, nowMs);
  const { full, beyond } = await db.begin(async (tx) => ({
    full: await queueHappenings(tx, happenings, nowMs),
    beyond: await countOverflows(tx, overflows),
  }));
  return [...full, ...beyond];
}

/** @throws {unknown} the error, when the database has not taken them for too long. */
function failed(notifier: Notifier, error: unknown, ctx: NotifierContext): void {
  if (++notifier.failures >= MOST_ATTEMPTS) {
    const { heard, overflows } = notifier.waiting.batch();
    const lost = overflows.reduce((sum, { count }) => sum + count, heard.length);
    ctx.log.error("Notifications are lost: they could not be stored for too long", { lost });
    throw error;
  }
  ctx.log.warn("Notifications cannot be stored now", { why: error instanceof Error ? error.message : String(error) });
  ctx.after(TRY_AGAIN, "Store");
}

/** Tells the users of channels, and the log, how much those are not told. */
export function tellDropped({ dropped }: Notifier, ctx: NotifierContext): void {
  const all = dropped.take();
  for (const { channelId, userId, channel, count } of all) {
    ctx.log.warn("Notifications were dropped", { channelId, count });
    ctx.publish(notices.key(userId), {
      level: "warning",
      userId,
      key: "notifications_dropped",
      parameters: { channel, count: String(count) },
      timeMs: ctx.clock.now(),
    });
  }
  if (all.length > 0) ctx.after(DROPPED_TOLD_EVERY, "TellDropped");
}

/** With the names of account and strategy where it was an order. */
async function named(db: Db, heard: readonly Heard[]): Promise<Happening[]> {
  const ids = heard.flatMap(({ clientOrderId }) => clientOrderId ?? []);
  const origins = ids.length === 0 ? new Map() : await originsOf(db, ids);
  return heard.map(({ happening, clientOrderId }) => {
    const origin = clientOrderId === null ? undefined : origins.get(clientOrderId);
    if (origin === undefined) return happening;
    const of = origin.strategy === null ? origin.broker : `${origin.strategy}, ${origin.broker}`;
    return { ...happening, parameters: { ...happening.parameters, of } };
  });
}
