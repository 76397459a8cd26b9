/** Work in the background that a user is told of. */
import { z } from "zod";

/** Loads an exchange's markets into the list of symbols. */
export const job = z.object({
  id: z.string(),
  userId: z.string(),
  kind: z.literal("symbols"),
  /** What it works at, for the eye: the exchange's name. */
  subject: z.string(),
  state: z.enum(["running", "done", "failed"]),
  /** Only of a job that is done. */
  added: z.int(),
  removed: z.int(),
  /** In the exchange's own words; null unless it failed. */
  reason: z.string().nullable(),
  timeMs: z.int(),
});
/** Work in the background that a user is told of. */
export type Job = z.infer<typeof job>;
