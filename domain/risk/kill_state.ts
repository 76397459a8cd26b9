/** A kill switch that is on. */
import { z } from "zod";

/** A kill switch that is on. Times in UTC ms. */
export const killState = z.object({
  engagedMs: z.int(),
  /** All positions are sold, too. */
  sells: z.boolean(),
  /** When all was done; null = not yet. */
  doneMs: z.int().nullable(),
});
/** A kill switch that is on. */
export type KillState = z.infer<typeof killState>;
