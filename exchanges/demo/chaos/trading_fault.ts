/**
 * What befalls orders: an answer that hides what was done, events that come twice or out of order, silence after a fill.
 * Drawn from the plan's seed and the number of the order or event since the plan was set.
 */
import { hash32, randomFrom } from "../random.ts";
import { type FrameFault, lengthOf } from "./frame_fault.ts";
import type { ChaosPlan } from "./plan.ts";

/** The order or cancel is carried out: then it is said that nobody knows (504, -1007), or nothing is said. */
export type TradingFault = "unknownOutcome" | "lostAnswer";

/** What befalls an event of a private stream. */
export interface UserEventFault {
  readonly onItsWay: FrameFault | null;
  /** The connection is silent for so long after it, ms of the machine's clock; 0 = it is not. */
  readonly silentMs: number;
}

/** Nothing befalls it. */
export const UNHARMED: UserEventFault = { onItsWay: null, silentMs: 0 };

const WRITE_SALT = 41;
const EVENT_SALT = 43;

/** The fault of an order or cancel, or null. */
export function writeFault(plan: ChaosPlan, number: number): TradingFault | null {
  const fate = randomFrom(hash32(plan.seed, WRITE_SALT, number))();
  if (fate < plan.unknownOutcome) return "unknownOutcome";
  return fate < plan.unknownOutcome + plan.lostAnswer ? "lostAnswer" : null;
}

/** The fault of an event; `leavesOpen` = it tells a fill of an order that stays open. */
export function userEventFault(plan: ChaosPlan, number: number, leavesOpen: boolean): UserEventFault {
  const random = randomFrom(hash32(plan.seed, EVENT_SALT, number));
  const [fate, silence] = [random(), random()];
  const silentMs = leavesOpen && silence < plan.silentFill ? lengthOf(plan.outageMs, random) : 0;
  if (fate < plan.userDuplicate) return { onItsWay: { kind: "duplicate" }, silentMs };
  const isOvertaken = silentMs === 0 && fate < plan.userDuplicate + plan.userReorder;
  return { onItsWay: isOvertaken ? { kind: "reorder", ms: plan.delayMs } : null, silentMs };
}
