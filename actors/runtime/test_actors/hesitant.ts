/** The protocol of an actor that puts messages aside. */
import { z } from "zod";

/** What it hears. */
export const hesitantProtocol = {
  Note: { in: z.object({ n: z.number() }) },
  Remember: { in: z.object({ n: z.number() }) },
  Confirm: { in: z.object({ n: z.number() }), out: z.number() },
  Decide: {},
  GetNotes: { out: z.array(z.number()) },
} as const;
