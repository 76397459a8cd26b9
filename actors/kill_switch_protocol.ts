/** What the kill switch hears; apart from the actor, so that who asks it does not load the database. */
import { z } from "zod";

const ofUser = { userId: z.string() };

/** A kill switch as a page shows it. Times in UTC ms. */
export const killState = z.object({
  engagedMs: z.int(),
  /** All positions are sold, too. */
  sells: z.boolean(),
  /** When all was done; null = not yet. */
  doneMs: z.int().nullable(),
});
/** A kill switch that is on. */
export type KillState = z.infer<typeof killState>;

/** What the kill switch hears. */
export const killSwitchProtocol = {
  /**
   * Turns it on: from the answer on nothing of the user's opens or enlarges a position. Then all strategies are suspended, and
   * all orders canceled but those that protect what is held; where it `sells`, these too, and everything held is sold.
   */
  Engage: { in: z.object({ ...ofUser, sells: z.boolean() }), out: killState },
  /** Turns it off. What was suspended stays so until its user resumes it. */
  Release: { in: z.object(ofUser), out: z.object({ released: z.boolean() }) },
  /** Does what is to be done (again). */
  CarryOut: { in: z.object({ ...ofUser, attempt: z.int() }) },
} as const;
