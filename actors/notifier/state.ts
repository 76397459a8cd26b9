/** What the notifier hears and holds. */
import { z } from "zod";
import { notice } from "../../domain/active_strategy.ts";
import { heartbeatStatus } from "../../domain/heartbeat.ts";
import { orderChanged } from "../../domain/order.ts";
import { databaseArg } from "../database_arg.ts";
import type { ActorContext } from "../runtime/mod.ts";
import type { DroppedTold } from "./dropped.ts";
import type { Waiting } from "./waiting.ts";

/** What it hears. */
export const notifierProtocol = {
  NoticeTold: { in: notice },
  OrderChanged: { in: orderChanged },
  FeedChanged: { in: heartbeatStatus },
  /** The feed was lost then; is it still? */
  LookAtFeed: { in: z.object({ sinceMs: z.int() }) },
  /** Looks for orders that were filled while nobody listened. */
  LookBack: {},
  /** Stores what was heard. */
  Store: {},
  /** What was dropped may be told again. */
  TellDropped: {},
} as const;

/** What it is started with. */
export const notifierArgs = z.object({
  db: databaseArg,
  courierPath: z.string(),
});

/** What it holds. */
export interface Notifier {
  readonly args: z.infer<typeof notifierArgs>;
  readonly waiting: Waiting;
  readonly dropped: DroppedTold;
  /** It will be stored, or is being stored. */
  isStoring: boolean;
  /** How often in a row the database has not taken them. */
  failures: number;
  /** Null = it is there. */
  lost: { readonly sinceMs: number; isTold: boolean } | null;
}

/** Its context. */
export type NotifierContext = ActorContext<typeof notifierProtocol>;
