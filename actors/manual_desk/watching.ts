/** The watches of exits by hand: of those that no order at the venue keeps, while the platform runs. */
import type { StoredExits } from "../../db/order_exits.ts";
import { exitPlan } from "../../domain/exit_plan.ts";
import { type ExitName, isAnyWatched, type WatchedExits } from "../../domain/exit_watch.ts";
import type { Order } from "../../domain/order.ts";
import { isFinal } from "../../domain/order_life.ts";
import type { Abilities } from "../broker_protocol.ts";
import { findBroker } from "./facts.ts";
import { keyOf, type ManualContext, type ManualDesk, type ManualWatch } from "./state.ts";

/** Has a watch for exactly the exits that the venue cannot hold, unless what was bought is being sold at the market. */
export async function watchRest(
  desk: ManualDesk,
  of: StoredExits,
  orders: readonly Order[],
  can: Abilities,
  ctx: ManualContext,
): Promise<void> {
  const standing = orders.filter(({ state }) => !isFinal(state));
  const { watched } = exitPlan(of, can, 0);
  const exits: WatchedExits = { ...watched, side: "sell" };
  const isLeaving = standing.some(({ type }) => type === "market");
  const wanted = isAnyWatched(exits) && !isLeaving ? exits : null;
  const known = desk.watches.get(keyOf(of));
  if (known && wanted && known.exits.stopLoss === wanted.stopLoss && known.exits.takeProfit === wanted.takeProfit) {
    return;
  }
  await unwatch(desk, of, ctx);
  if (wanted) await watch(desk, of, wanted, ctx);
}

/** Watches no more. */
export async function unwatch({ watches }: ManualDesk, of: StoredExits, ctx: ManualContext): Promise<void> {
  const known = watches.get(keyOf(of));
  if (!known) return;
  watches.delete(keyOf(of));
  await ctx.stopChild(known.path);
}

async function watch(desk: ManualDesk, of: StoredExits, exits: WatchedExits, ctx: ManualContext): Promise<void> {
  const { userId, brokerId, symbol } = of;
  const broker = await findBroker(desk, userId, brokerId);
  if (!broker) return ctx.log.error("Exits of a broker that is gone are not watched", { brokerId });
  const { exchange, environment } = broker;
  const number = ++desk.watchCount.so;
  const venue = exchange === "paper" ? null : { exchange, environment };
  const args = { number, symbol, exits, venue, venuesPath: desk.args.venuesPath, ownerPath: ctx.self.path };
  const module = import.meta.resolve("../exit_watch.actor.ts");
  const id = `exits-${number}`;
  desk.watches.set(keyOf(of), { number, path: `${ctx.self.path}/${id}`, exits, sees: false }); // it may tell before it is awaited
  await ctx.spawn({ id, module, args });
}

/** The exits that a watch is for; undefined = it is no longer asked for. */
export function watchedBy(desk: ManualDesk, number: number): { of: StoredExits; watch: ManualWatch } | undefined {
  for (const [key, watch] of desk.watches) {
    const of = desk.exits.get(key);
    if (of && watch.number === number) return { of, watch };
  }
}

/** The exits of a ticket that are watched for now. */
export function watchedOf({ watches }: ManualDesk, of: { readonly userId: string; readonly clientOrderId: string }) {
  const known = watches.get(keyOf(of));
  if (!known?.sees) return [];
  const names: [ExitName, string | null][] = [["stop", known.exits.stopLoss], ["target", known.exits.takeProfit]];
  return names.flatMap(([name, price]) => price === null ? [] : [name]);
}
