/** The foreign desk: what stands in accounts and came from elsewhere. */
import { z } from "zod";
import { elsewhere } from "../domain/foreign.ts";

/** What the foreign desk hears from those who show it. */
export const foreignDeskProtocol = {
  /**
   * What stands in a user's account and is in no book here, and what of that was adopted and is still held. The exchange is
   * asked, which may take its time; null = the user has no such account.
   */
  GetElsewhere: { in: z.object({ userId: z.string(), brokerId: z.string() }), out: elsewhere.nullable() },
} as const;
