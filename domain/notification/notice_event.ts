/** Which event a notice of the page belongs to. Pure. */
import type { Notice } from "../active_strategy.ts";
import type { Happening, NotificationEvent } from "./event.ts";

/** By the key of the notice. Whatever is not among them is `other` where it is more than information. */
const EVENTS: Readonly<Record<string, NotificationEvent>> = {
  strategy_unprotected: "unprotected",
  manual_unprotected: "unprotected",
  manual_exits_late: "unprotected",
  webhook_unclosed: "unprotected",
  strategy_halted: "strategy_halted",
  strategy_restarted: "strategy_failed",
  order_denied: "order_refused",
  order_rejected: "order_refused",
  order_impossible: "books_differ",
  guard_denied: "guard_triggered",
  guard_killed: "kill_switch",
  guard_kill_done: "kill_switch",
  guard_kill_incomplete: "kill_switch",
  guard_released: "kill_switch",
  webhook_failed: "webhook_failed",
  position_mismatch: "books_differ",
  position_matches: "books_differ",
};

/** What a notice tells outside of the page; null for information that no event asks for. */
export function happeningOfNotice({ level, userId, key, parameters, timeMs }: Notice): Happening | null {
  const event = Object.hasOwn(EVENTS, key) ? EVENTS[key]! : level === "info" ? null : "other";
  if (event === null) return null;
  const said = Object.entries(parameters).sort(([one], [other]) => one < other ? -1 : 1);
  return { userId, event, level, key, parameters, timeMs, name: `notice ${key} ${timeMs} ${JSON.stringify(said)}` };
}
