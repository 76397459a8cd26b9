/** What users may be told of outside of the page, by event. */
import { z } from "zod";
import { notice } from "../active_strategy.ts";

/** The events that a user chooses from, in the order in which they are offered. */
export const NOTIFICATION_EVENTS = [
  "order_filled",
  "stop_hit",
  "target_hit",
  "unprotected",
  "strategy_halted",
  "strategy_failed",
  "order_refused",
  "guard_triggered",
  "kill_switch",
  "feed_lost",
  "webhook_failed",
  "books_differ",
  "other",
] as const;

/** What a user may be told of. `other`: warnings and errors that are none of those before it. */
export const notificationEvent = z.enum(NOTIFICATION_EVENTS);
/** What a user may be told of. */
export type NotificationEvent = z.infer<typeof notificationEvent>;

/** Something to tell, before it is known by which channels. */
export const happening = z.object({
  /** Null = all users. */
  userId: z.string().nullable(),
  event: notificationEvent,
  level: notice.shape.level,
  /** Names a text of the dictionaries, which `parameters` fill. */
  key: z.string(),
  parameters: notice.shape.parameters,
  /** When it happened, UTC ms. */
  timeMs: z.int(),
  /** The same happening has the same name, however often it is heard; it is told once a channel. */
  name: z.string(),
});
/** Something to tell. */
export type Happening = z.infer<typeof happening>;
