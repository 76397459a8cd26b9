/** What the webhook executor holds, and the rooms that it asks. */
import { z } from "zod";
import type { Lanes } from "../../domain/lanes.ts";
import { brokerPaths } from "../broker_paths.ts";
import { databaseArg } from "../database_arg.ts";
import { manualDeskProtocol } from "../manual_desk_protocol.ts";
import type { ActorContext, ActorRef } from "../runtime/mod.ts";
import type { webhookExecutorProtocol } from "../webhook_desk_protocol.ts";

/** What it is started with. */
export const webhookExecutorArgs = z.object({
  db: databaseArg,
  ...brokerPaths.shape,
  manualDeskPath: z.string(),
  /** Who knows last prices; null = nobody: only what names its quantity can be bought at the market. */
  venuesPath: z.string().nullable().default(null),
});

/** What it holds. */
export interface WebhookExecutor {
  readonly args: z.infer<typeof webhookExecutorArgs>;
  /** Why a call could not be executed yet, by its id. */
  readonly late: Map<string, string>;
  /** By user: calls are tried in the order in which they came, those of others beside them. */
  readonly lanes: Lanes;
  /** Calls that are being executed, or wait for their turn. */
  readonly taken: Set<string>;
}

/** Its context. */
export type ExecutorContext = ActorContext<typeof webhookExecutorProtocol>;

/** Longer than the manual desk waits for an exchange. */
export const DESK_ANSWER = { timeout: "30s" } as const;
/** What a broker or venue knows by itself. */
export const ANSWER = { timeout: "5s" } as const;

/** It cannot be done now, and may be in a moment. The message says why. */
export class NotNow extends Error {
  override readonly name = "NotNow";
}

/** It cannot be done at all. The message says why. */
export class Impossible extends Error {
  override readonly name = "Impossible";
}

/** The manual desk. */
export function manualDesk(
  { args }: WebhookExecutor,
  ctx: ExecutorContext,
): ActorRef<typeof manualDeskProtocol> {
  return ctx.whereis(args.manualDeskPath, manualDeskProtocol);
}
