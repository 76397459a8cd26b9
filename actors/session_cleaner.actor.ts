/**
 * The session cleaner: forgets logins that have run out.
 * Holds nothing.
 * **Hears** `Clean`, from its own timer, a minute after the start and every hour.
 * **Tells** nobody; an expired session opens nothing anyway, this only keeps the table small.
 * **On restart** the timer begins anew: a database that is away costs a restart a minute, and nothing else.
 */
import { z } from "zod";
import { forgetExpiredSessions } from "../db/sessions.ts";
import { databaseArg } from "./database_arg.ts";
import { defineActor } from "./runtime/mod.ts";

/** Old rows are no hurry at the start. */
const FIRST = "1m";
const EVERY = "1h";

/** What the session cleaner hears. */
export const sessionCleanerProtocol = {
  /** Forgets what has run out by now; answers how many sessions that were. */
  Clean: { out: z.int() },
};

export default defineActor({
  protocol: sessionCleanerProtocol,
  args: z.object({ db: databaseArg }),
  init(ctx, { db }) {
    ctx.after(FIRST, "Clean");
    ctx.every(EVERY, "Clean");
    return { db };
  },
  on: {
    async Clean({ db }, _, ctx) {
      const forgotten = await forgetExpiredSessions(db, ctx.clock.now());
      if (forgotten > 0) ctx.log.info("forgot expired sessions", { forgotten });
      return forgotten;
    },
  },
});
