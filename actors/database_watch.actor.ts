/**
 * The database watch: whether the database answers.
 * Holds: since when it has not.
 * **Hears** `Look`, from its own timer, every second.
 * **Tells** everybody by `notices` that it does not answer, and for how long it has not once it does.
 * **On restart** it begins anew; whoever was told already is told again while the database stays away.
 *
 * Nobody waits for its word: who needs the database fails by itself, and begins again until it is there.
 */
import { z } from "zod";
import { isDatabaseAway } from "../db/away.ts";
import type { Db } from "../db/db.ts";
import { databaseArg } from "./database_arg.ts";
import { type ActorContext, defineActor } from "./runtime/mod.ts";
import { notices } from "./topics.ts";

const EVERY = "1s";
/** What is over sooner is nobody's concern. */
const TOLD_AFTER_MS = 2_000;

/** What the database watch hears. */
export const databaseWatchProtocol = {
  /** Looks; answers whether it is there. */
  Look: { out: z.boolean() },
};

interface Watch {
  readonly db: Db;
  /** Null = it is there. */
  away: { readonly sinceMs: number; isTold: boolean } | null;
}

type Context = ActorContext<typeof databaseWatchProtocol>;

export default defineActor({
  protocol: databaseWatchProtocol,
  args: z.object({ db: databaseArg }),
  mailbox: { capacity: 2, overflow: "drop-old" },
  init(ctx, { db }): Watch {
    ctx.every(EVERY, "Look");
    return { db, away: null };
  },
  on: {
    async Look(watch, _, ctx) {
      const askedMs = ctx.clock.now();
      const isThere = await answers(watch.db);
      if (isThere) isBack(watch, ctx);
      else isAway(watch, askedMs, ctx);
      return isThere;
    },
  },
});

async function answers(db: Db): Promise<boolean> {
  try {
    await db`select 1`;
    return true;
  } catch (error) {
    if (!isDatabaseAway(error)) throw error;
    return false;
  }
}

function isAway(watch: Watch, askedMs: number, ctx: Context): void {
  watch.away ??= { sinceMs: askedMs, isTold: false };
  const { away } = watch;
  if (away.isTold || ctx.clock.now() - away.sinceMs < TOLD_AFTER_MS) return;
  away.isTold = true;
  ctx.log.error("The database does not answer", { sinceMs: away.sinceMs });
  const { sinceMs: timeMs } = away;
  ctx.publish(notices.key("*"), { level: "error", userId: null, key: "database_away", parameters: {}, timeMs });
}

function isBack(watch: Watch, ctx: Context): void {
  const { away } = watch;
  watch.away = null;
  if (!away?.isTold) return;
  const timeMs = ctx.clock.now();
  const seconds = String(Math.max(1, Math.round((timeMs - away.sinceMs) / 1_000)));
  ctx.log.info("The database answers again", { seconds });
  const parameters = { seconds };
  ctx.publish(notices.key("*"), { level: "warning", userId: null, key: "database_back", parameters, timeMs });
}
