/** The webhook desk: calls from outside are stored here before they are acknowledged, and executed behind the answer. */
import { z } from "zod";
import { webhookCall } from "../domain/webhook/call.ts";

/** A body may have so many bytes. */
export const MAX_CALL_BYTES = 16 * 1024;

const stored = webhookCall.pick({ id: true, verdict: true, reason: true });
const taken = z.object({ outcome: z.literal("stored"), call: stored });
const unknown = z.object({ outcome: z.literal("unknown") });

/** What the webhook desk hears. */
export const webhookDeskProtocol = {
  /** A call. `body` null = it was larger than {@linkcode MAX_CALL_BYTES}, and was not read. */
  ReceiveCall: {
    in: z.object({ tokenHash: z.string(), address: z.string(), body: z.string().nullable() }),
    out: z.discriminatedUnion("outcome", [
      taken,
      unknown,
      /** Too many calls: one is welcome again after so long. */
      z.object({ outcome: z.literal("limited"), waitMs: z.int() }),
      /** Too many calls wait, of whomever: it was not taken. */
      z.object({ outcome: z.literal("busy") }),
    ]),
  },
  /** Its user tries a message: it is judged as a call of a webhook in test mode is; nothing is sent. */
  TryMessage: {
    in: z.object({ userId: z.string(), webhookId: z.string(), body: z.string() }),
    out: z.discriminatedUnion("outcome", [taken, unknown]),
  },
  /** Its user wants a call that failed to be executed again, now; of each call once. */
  RetryCall: {
    in: z.object({ userId: z.string(), callId: z.string() }),
    out: z.discriminatedUnion("outcome", [
      taken,
      unknown,
      z.object({ outcome: z.literal("refused"), reason: z.string() }),
    ]),
  },
  /** Forgets old calls. */
  Forget: {},
} as const;

/** What became of a call: the desk's answer. */
export type Received = z.infer<typeof webhookDeskProtocol.ReceiveCall.out>;

/** What the webhook executor hears. */
export const webhookExecutorProtocol = {
  /** Executes a call of a user that waits; one that does not is passed over. */
  ExecuteCall: { in: z.object({ callId: z.string(), userId: z.string() }) },
  /** Looks for calls that wait and of which nothing was heard. */
  Sweep: {},
} as const;
