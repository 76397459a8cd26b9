/** The protocol of the clerk, who is slow, answers oddly and has a small mailbox. */
import { z } from "zod";

/** What the clerk hears. */
export const clerkProtocol = {
  Get: { out: z.number() },
  Wait: { in: z.object({ ms: z.number() }), out: z.number() },
  /** Answered by what is no plain data on any way. */
  GetOdd: { out: z.unknown() },
} as const;
