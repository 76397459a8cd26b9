/** The protocol of the chaos walk's victims, which count and fail in every way there is. */
import { z } from "zod";

/** Faults that any actor can commit: its own end. */
export const ownFaults = ["Throw", "Reject"] as const;
/** Faults of a worker or process, which end the others in it too. */
export const hostFaults = ["RawTimer", "Spin", "Regex", "Wait", "CloseSelf", "Exit", "DropLink"] as const;
/** Faults that only a process survives in company. */
export const processFaults = ["EatHeap"] as const;
/** What only a worker can say to the main isolate, past the runtime. */
export const linkFaults = ["Nonsense"] as const;

/** What a victim hears. */
export const victimProtocol = {
  Add: { in: z.object({ by: z.number() }) },
  Get: { out: z.number() },
  Fail: { in: z.enum([...ownFaults, ...hostFaults, ...processFaults, ...linkFaults]) },
} as const;

/** A fault that a victim is told. */
export type ToldFault = z.infer<typeof victimProtocol.Fail.in>;
