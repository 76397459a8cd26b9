/** What the webhook desk holds, and how it tells of a call. */
import { z } from "zod";
import type { Webhook } from "../../db/webhooks.ts";
import type { Lanes } from "../../domain/lanes.ts";
import type { WebhookCall } from "../../domain/webhook/call.ts";
import { databaseArg } from "../database_arg.ts";
import type { ActorContext } from "../runtime/mod.ts";
import { webhookCalls } from "../topics.ts";
import { type webhookDeskProtocol, webhookExecutorProtocol } from "../webhook_desk_protocol.ts";
import type { CallRates } from "./call_rates.ts";

/** What it is started with. */
export const webhookDeskArgs = z.object({
  db: databaseArg,
  executorPath: z.string(),
  /** Calls of one webhook a minute; so many may come at once. */
  callsPerMinute: z.int().min(1).default(60),
  /** Calls that wait at once, of all webhooks together. */
  mostWaiting: z.int().min(1).default(5_000),
});

/** What it holds. */
export interface WebhookDesk {
  readonly args: z.infer<typeof webhookDeskArgs>;
  readonly rates: CallRates;
  /** Webhooks as they were last, by the hash of their token. */
  readonly known: Map<string, Webhook>;
  /** By token: its calls take turns. And one for tokens that nobody knows yet. */
  readonly lanes: Lanes;
  /** Calls that wait for their turn or for the database. */
  waiting: number;
  /** When it was last written down that one was called, by its id, UTC ms. */
  readonly used: Map<string, number>;
}

/** Its context. */
export type DeskContext = ActorContext<typeof webhookDeskProtocol>;

/** Tells pages of a call, and the executor of one that waits. */
export function passOn({ args }: WebhookDesk, { id, userId, webhookId, state }: WebhookCall, ctx: DeskContext): void {
  ctx.publish(webhookCalls.key(userId), { callId: id, userId, webhookId, state });
  if (state !== "waiting") return;
  ctx.whereis(args.executorPath, webhookExecutorProtocol).tell("ExecuteCall", { callId: id, userId });
}
