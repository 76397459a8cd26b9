/** What the patient one hears. */
import { z } from "zod";

/** Questions to it. */
export const patientProtocol = { AnswerIn: { in: z.int(), out: z.int() } } as const;
