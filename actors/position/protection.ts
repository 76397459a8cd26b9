/** How the exits of a position are kept. Pure. */
import type { Protection } from "../../domain/active_strategy.ts";
import type { ExitName } from "../../domain/exit_watch.ts";
import type { Order } from "../../domain/order.ts";
import type { PlannedExits } from "../active_strategy/order_plan.ts";

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
