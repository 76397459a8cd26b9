/** What the workshop desk hears. It keeps the queue of versions that are audited behind a save. */
import { z } from "zod";

const of = z.object({ strategyId: z.uuid(), version: z.int().min(1) });

/** What the workshop desk hears. */
export const workshopDeskProtocol = {
  /** Finds out about a version that was just saved; by the time it is its turn, only the newest one counts. */
  AuditVersion: { in: of },
  /** Looks for newest versions that nothing was found out about yet. */
  AuditUnjudged: {},
} as const;
