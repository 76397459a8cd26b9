/** One attempt to send what waits for a channel. */
import { type ChannelState, findChannel } from "../../db/notification_channels.ts";
import { type Notification, waitingFor } from "../../db/notifications.ts";
import { preferencesOf } from "../../db/preferences.ts";
import { type Delivery, DELIVERY_LIMITS, failed } from "../../notify/delivery.ts";
import { send } from "../../notify/send.ts";
import type { CourierArgs } from "./state.ts";

/** What was sent by which channel, and what came of it. */
export interface Attempt {
  readonly channel: ChannelState;
  readonly told: readonly Notification[];
  readonly delivery: Delivery;
}

const UNREADABLE = "its secrets cannot be opened any more: enter them again";

/** Sends all that waits in one message; null where nothing does any more. @throws {unknown} when the signal ends it. */
export async function attempt(
  { db, open, write, surroundings }: CourierArgs,
  channelId: string,
  { nowMs, signal }: { readonly nowMs: number; readonly signal: AbortSignal },
): Promise<Attempt | null> {
  const channel = await findChannel(db, null, channelId);
  if (channel === undefined) return null;
  const told = await waitingFor(db, channelId);
  const preferences = await preferencesOf(db, channel.userId);
  if (preferences === undefined || told.length === 0) return null;
  const config = open(channel);
  if (config === null) return { channel, told, delivery: failed("refused", UNREADABLE) };
  const message = write(told, preferences, channel.dropped);
  const delivery = await send(config, message, { ...surroundings, limits: DELIVERY_LIMITS, nowMs, signal });
  return { channel, told, delivery };
}
