/** The protocol of the tests' keeper, an actor that keeps its state. */
import { z } from "zod";

/** What the keeper hears. */
export const keeperProtocol = {
  Add: { in: z.object({ by: z.number() }) },
  Get: { out: z.number() },
  Throw: {},
} as const;
