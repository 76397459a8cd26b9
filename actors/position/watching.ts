/** The watch of the exits that the venue does not hold: it stands below the position, so that prints by the hundred wait for nobody. */
import type { Order } from "../../domain/order.ts";
import { isAnyWatched, type WatchedExits } from "../../domain/exit_watch.ts";
import { closingSide } from "../active_strategy/order_plan.ts";
import { measureProtection } from "./measuring.ts";
import { exitsNeeded, isLeaving, leavingOrders } from "./needed_exits.ts";
import type { Account, OpenPosition, PositionContext } from "./state.ts";

/** Has a watch for exactly the exits that no order at the venue keeps. */
export async function watchRest(position: OpenPosition, account: Account, ctx: PositionContext): Promise<void> {
  const wanted = wantedWatch(account);
  if (sameExits(position.watch?.exits ?? null, wanted)) return;
  if (position.watch) await stopWatch(position, position.watch.path, ctx);
  if (wanted) await startWatch(position, wanted, ctx);
}

/** The watch tells whether it sees the market. */
export async function watchSees(
  position: OpenPosition,
  { number, sees }: { readonly number: number; readonly sees: boolean },
  ctx: PositionContext,
): Promise<void> {
  if (position.watch?.number !== number || !position.account) return;
  position.watch.sees = sees;
  await measureProtection(position, position.account, ctx);
}

function wantedWatch(account: Account): WatchedExits | null {
  const needed = exitsNeeded(account, null); // what is worth too little to be sold now may be worth more with the next print
  if (!needed?.plan || isLeaving(account)) return null;
  const { watched } = needed.plan;
  const stands = (type: Order["type"]) => leavingOrders(account).some((order) => order.type === type);
  const exits = {
    stopLoss: stands("stop_loss") ? null : watched.stopLoss,
    takeProfit: stands("take_profit") ? null : watched.takeProfit,
    side: closingSide(account.ledger.position),
  };
  return isAnyWatched(exits) ? exits : null;
}

function sameExits(one: WatchedExits | null, other: WatchedExits | null): boolean {
  if (one === null || other === null) return one === other;
  return one.stopLoss === other.stopLoss && one.takeProfit === other.takeProfit && one.side === other.side;
}

async function startWatch(position: OpenPosition, exits: WatchedExits, ctx: PositionContext): Promise<void> {
  const { activeStrategy: { symbol }, venue, venuesPath } = position.args;
  const number = ++position.watches;
  const args = { number, symbol, exits, venue, venuesPath, ownerPath: ctx.self.path };
  const module = import.meta.resolve("../exit_watch.actor.ts");
  const { path } = await ctx.spawn({ id: `exits-${number}`, module, args });
  position.watch = { number, path, exits, sees: false };
}

async function stopWatch(position: OpenPosition, path: string, ctx: PositionContext): Promise<void> {
  position.watch = null;
  await ctx.stopChild(path);
}
