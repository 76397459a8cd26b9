/** What the courier holds, and what it is handed. */
import { z } from "zod";
import type { NotificationChannel } from "../../db/notification_channels.ts";
import type { Notification } from "../../db/notifications.ts";
import type { Preferences } from "../../db/preferences.ts";
import type { ChannelConfig } from "../../domain/notification/channel.ts";
import type { Surroundings } from "../../notify/delivery.ts";
import type { Message } from "../../notify/message.ts";
import type { Attempt } from "./attempt.ts";
import { databaseArg } from "../database_arg.ts";

/** Opens a channel; null where its secrets open with no key that is here. */
export type OpenChannel = (of: NotificationChannel) => ChannelConfig | null;

/** Writes a message in the words of its user. @param dropped how many more happened and were not kept. */
export type WriteMessage = (
  told: readonly Notification[],
  of: Pick<Preferences, "language" | "timeZone">,
  dropped: number,
) => Message;

const isFunction = (value: unknown) => typeof value === "function";

/** What the courier is started with. */
export const courierArgs = z.object({
  db: databaseArg,
  open: z.custom<OpenChannel>(isFunction),
  write: z.custom<WriteMessage>(isFunction),
  surroundings: z.custom<Surroundings>((value) => typeof value === "object" && value !== null),
});
/** What the courier is started with. */
export type CourierArgs = z.infer<typeof courierArgs>;

/** What the courier holds. */
export interface Courier {
  readonly args: CourierArgs;
  /** Attempts by channel; null = it has not ended. */
  readonly underWay: Map<string, Attempt | null>;
  /** A sweep is on its way. */
  isWoken: boolean;
}
