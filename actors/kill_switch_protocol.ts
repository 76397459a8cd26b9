/** What the kill switch hears; apart from the actor, so that who asks it does not load the database. */
import { z } from "zod";
import { killState } from "../domain/risk/kill_state.ts";

const ofUser = { userId: z.string() };

/** What the kill switch hears. */
export const killSwitchProtocol = {
  /**
   * Turns it on: from the answer on nothing of the user's opens or enlarges a position. Then all strategies are suspended, and
   * all orders canceled but those that protect what is held; where it `sells`, these too, and everything held is sold.
   */
  Engage: { in: z.object({ ...ofUser, sells: z.boolean() }), out: killState },
  /** Turns it off: nothing more is done. What was suspended stays so until its user resumes it. */
  Release: { in: z.object(ofUser), out: z.object({ released: z.boolean() }) },
  /** Does what is to be done (again), as long as the switch is the one that was turned on then, UTC ms. */
  CarryOut: { in: z.object({ ...ofUser, engagedMs: z.int(), attempt: z.int() }) },
} as const;
