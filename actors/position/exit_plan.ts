/** Who keeps which exit of a position: the venue where it can, the platform where it cannot. Pure. */
import type { Protection } from "../../domain/active_strategy.ts";
import type { ExitAbilities } from "../../domain/exit_rules.ts";
import type { ExitName } from "../../domain/exit_watch.ts";
import type { Order } from "../../domain/order.ts";
import { NO_EXITS, type PlannedExits } from "../active_strategy/order_plan.ts";

/** So often stops and targets are sent to a venue that refuses them; then the platform watches for them. */
export const NATIVE_ATTEMPTS = 3;
/** So often it is tried to leave a position at all: days, by the pauses between; an order's name holds no more. */
export const MOST_ATTEMPTS = 999;

/** Exits as they are planned, each with its price or null: those that the venue is to hold, and those that are watched. */
export interface ExitPlan {
  readonly native: PlannedExits;
  readonly watched: PlannedExits;
}

/**
 * Who is to keep which exit after `attempts` to have the venue hold them. Where it holds one of two only (what is held can be
 * promised once), that is the stop, unless it takes none.
 */
export function exitPlan(planned: PlannedExits, can: ExitAbilities, attempts: number): ExitPlan {
  if (attempts >= MOST_ATTEMPTS) return { native: NO_EXITS, watched: NO_EXITS };
  if (attempts >= NATIVE_ATTEMPTS) return { native: NO_EXITS, watched: planned };
  const stopLoss = can.stopLoss ? planned.stopLoss : null;
  const mayJoin = stopLoss === null || can.groups;
  const takeProfit = can.takeProfit && mayJoin ? planned.takeProfit : null;
  return {
    native: { stopLoss, takeProfit },
    watched: {
      stopLoss: stopLoss === null ? planned.stopLoss : null,
      takeProfit: takeProfit === null ? planned.takeProfit : null,
    },
  };
}

/** The exits that orders keep which stand at the venue; a market order that leaves the position keeps both. */
function standing(leaving: Iterable<Order>): ReadonlySet<ExitName> {
  const names = new Set<ExitName>();
  for (const { type, state } of leaving) {
    if (state !== "accepted" && state !== "partially_filled") continue;
    if (type === "stop_loss" || type === "market") names.add("stop");
    if (type === "take_profit" || type === "market") names.add("target");
  }
  return names;
}

/** How the exits of a position are kept, by the orders that leave it and by those that are watched for. */
export function protectionOf(planned: PlannedExits, leaving: Iterable<Order>, watched: PlannedExits): Protection {
  const stands = standing(leaving);
  const wanted: [ExitName, boolean][] = [];
  if (planned.stopLoss !== null) wanted.push(["stop", watched.stopLoss !== null]);
  if (planned.takeProfit !== null) wanted.push(["target", watched.takeProfit !== null]);
  const [first] = wanted; // what must not be missed: the stop, if there is one
  if (first === undefined) return "none";
  if (!stands.has(first[0]) && !first[1]) return "unprotected";
  const native = wanted.filter(([name]) => stands.has(name)).length;
  const emulated = wanted.filter(([name, isWatched]) => isWatched && !stands.has(name)).length;
  if (emulated === 0) return "native";
  return native === 0 ? "emulated" : "mixed";
}
