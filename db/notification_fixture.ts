/** Channels and happenings for tests. */
import type { Happening } from "../domain/notification/event.ts";
import type { NotificationChannel } from "./notification_channels.ts";

/** A text of the form that is stored; nothing is sealed in it. */
export const sealedText = (letter: string) => `v1.0123456789ab.${"N".repeat(16)}.${letter.repeat(40)}`;

/** A webhook that is on and wants to be told of filled orders and of kill switches; it is not stored. */
export function channelOf(userId: string, changes: Partial<NotificationChannel> = {}): NotificationChannel {
  return {
    id: crypto.randomUUID(),
    userId,
    name: "mine",
    settings: { kind: "webhook" },
    sealedSecrets: sealedText("A"),
    events: ["order_filled", "kill_switch"],
    isOn: true,
    ...changes,
  };
}

/** A user's kill switch that was turned on. */
export function happeningOf(userId: string | null, changes: Partial<Happening> = {}): Happening {
  return {
    userId,
    event: "kill_switch",
    level: "error",
    key: "guard_killed",
    parameters: {},
    timeMs: 1_000,
    name: crypto.randomUUID(),
    ...changes,
  };
}
