/** How exits stand: stored, held, and told where what was bought is not protected. */
import { type StoredExits, updateExits } from "../../db/order_exits.ts";
import { MOST_MOVES } from "../../domain/ticket_ids.ts";
import { notices } from "../topics.ts";
import { log } from "./log.ts";
import { unwatch } from "./watching.ts";
import { keyOf, type ManualContext, type ManualDesk } from "./state.ts";

/** What cannot be done now is tried again after this. */
const TRY_AGAIN = "5s";
/** A broker that begins anew takes some seconds: its user is told when it was tried so often in vain. */
const LATE_AFTER = 3;

/** Exits that could not be placed; not stored yet. */
export function failed(of: StoredExits, reason: string): StoredExits {
  return { ...of, state: "failed", reason };
}

/** Stores a failure, and tells its user that what he bought is not protected. */
export async function admitFailure(
  desk: ManualDesk,
  of: StoredExits,
  why: string | null,
  ctx: ManualContext,
): Promise<StoredExits> {
  const reason = why ?? "for an unknown reason";
  const after = await become(desk, of, "failed", reason, ctx);
  const { userId, symbol } = of;
  const timeMs = ctx.clock.now();
  ctx.publish(notices.key(userId), {
    level: "error",
    userId,
    key: "manual_unprotected",
    parameters: { symbol, reason },
    timeMs,
  });
  await log(desk, of, { key: `failed ${of.moves}`, timeMs, fact: { kind: "ExitsFailed", reason } }, ctx);
  return after;
}

/** One more move, stored: a sale that was refused, or cut short, is not taken for what keeps the exits. */
export async function placedAnew(desk: ManualDesk, left: StoredExits, ctx: ManualContext): Promise<StoredExits> {
  if (left.moves >= MOST_MOVES) return failed(left, left.reason ?? `it was placed ${MOST_MOVES} times`);
  const moves = left.moves + 1;
  const kept: StoredExits = { ...left, state: "working", reason: null, moves, updatedMs: ctx.clock.now() };
  await updateExits(desk.args.db, kept);
  desk.exits.set(keyOf(kept), kept);
  return kept;
}

/** Takes another state, which is stored, or stays in this one. */
export async function become(
  desk: ManualDesk,
  of: StoredExits,
  state: StoredExits["state"],
  reason: string | null,
  ctx: ManualContext,
): Promise<StoredExits> {
  const { args, exits, late } = desk;
  const after: StoredExits = state === of.state ? of : { ...of, state, reason, updatedMs: ctx.clock.now() };
  if (after !== of) await updateExits(args.db, after);
  late.get(keyOf(of))?.cancel();
  late.delete(keyOf(of));
  if (state === "waiting" || state === "working") exits.set(keyOf(of), after);
  else {
    exits.delete(keyOf(of));
    desk.leaveAgain.delete(keyOf(of));
    desk.loggedKeepers.delete(keyOf(of));
    await unwatch(desk, of, ctx);
  }
  return after;
}

/** What was bought waits for its exits: its user hears of it once, and it is tried until it can be done. */
export function tryAgain({ late }: ManualDesk, of: StoredExits, why: string, ctx: ManualContext): StoredExits {
  const { userId, symbol, clientOrderId } = of;
  const key = keyOf(of);
  ctx.log.warn("Exits cannot be looked after now", { clientOrderId, why });
  const before = late.get(key);
  before?.cancel(); // each is tried again by one timer
  const times = (before?.times ?? 0) + 1;
  late.set(key, { times, cancel: ctx.after(TRY_AGAIN, "PursueExits", { key }) });
  if (times !== LATE_AFTER) return of;
  const timeMs = ctx.clock.now();
  ctx.publish(notices.key(userId), {
    level: "warning",
    userId,
    key: "manual_exits_late",
    parameters: { symbol, reason: why },
    timeMs,
  });
  return of;
}
