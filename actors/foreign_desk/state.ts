/** What the foreign desk holds, hears and is started with. */
import { z } from "zod";
import { accountChanged } from "../../domain/foreign.ts";
import { brokerPaths } from "../broker_paths.ts";
import { databaseArg } from "../database_arg.ts";
import { foreignDeskProtocol } from "../foreign_desk_protocol.ts";
import type { ActorContext } from "../runtime/mod.ts";

/** All that it hears. */
export const foreignDeskMessages = {
  ...foreignDeskProtocol,
  AccountChanged: { in: accountChanged },
  /** Its user is to hear of it now. */
  TellChange: { in: accountChanged },
} as const;

/** What it is started with. */
export const foreignDeskArgs = z.object({
  db: databaseArg,
  ...brokerPaths.shape,
  /** Who knows last prices. */
  venuesPath: z.string(),
});

/** What it holds. */
export interface ForeignDesk {
  readonly args: z.infer<typeof foreignDeskArgs>;
  /** Accounts with what was heard of them that is not told yet. */
  readonly heard: Set<string>;
}

/** Its context. */
export type ForeignContext = ActorContext<typeof foreignDeskMessages>;
