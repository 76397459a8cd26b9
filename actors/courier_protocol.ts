/** What the courier hears; apart from the actor, so that who asks it does not load the senders. */
import { z } from "zod";

/** What came of an attempt, as the courier tells itself. */
export const attempted = z.object({ channelId: z.string() });

/** What the courier hears. */
export const courierProtocol = {
  /** Something waits, or a channel was mended. */
  Wake: {},
  /** Sends what is due. */
  Sweep: {},
  /** An attempt has ended. */
  Attempted: { in: attempted },
  /** Gives up what waits for too long, and forgets what is long settled. */
  Tidy: {},
} as const;
