/**
 * The manual desk: users' orders by hand, with the exits that protect what they buy.
 * Holds: the exits that wait or work, as the database has them.
 * **Hears** users' wishes, every change of an order (an entry that is over gets its exits), and the watches of those exits that
 * no venue holds.
 * **Tells** the order desk what to place and to cancel; `notices` when something that was bought is not protected. What no
 * order tells is added to the ticket's log.
 * **On restart** it reads the exits and looks after each: entries that filled meanwhile get theirs.
 *
 * What is done for one user takes turns, and holds up nobody else, whatever an exchange makes it wait. What changes nothing
 * takes no turn.
 * Exits are stored before their entry is sent, and every step with them begins with what the books say (`exits.ts`), so
 * that it may be done again. The order desk sees to it that no order is sent twice.
 */
import { activeExits, exitsOfBroker } from "../db/order_exits.ts";
import { Lanes } from "../domain/lanes.ts";
import type { OrderChanged } from "../domain/order.ts";
import { isFinal } from "../domain/order_life.ts";
import { manualDeskProtocol } from "./manual_desk_protocol.ts";
import { adoptHolding } from "./manual_desk/adopting.ts";
import { pursueExits } from "./manual_desk/exits.ts";
import { findBroker } from "./manual_desk/facts.ts";
import { cancelAll, cancelOrder } from "./manual_desk/managing.ts";
import { moveOrder } from "./manual_desk/moving.ts";
import { moveExitOf } from "./manual_desk/moving_exit.ts";
import { logOrder } from "./manual_desk/log.ts";
import { exitReached, watchSees } from "./manual_desk/reached.ts";
import { keyOf, type ManualContext, type ManualDesk, manualDeskArgs, manualDeskMessages } from "./manual_desk/state.ts";
import { releaseHolding } from "./manual_desk/releasing.ts";
import { checkTicket, placeTicket } from "./manual_desk/tickets.ts";
import { watchedBy, watchedOf } from "./manual_desk/watching.ts";
import { defineActor, type Later, later } from "./runtime/mod.ts";
import { orders } from "./topics.ts";

export { manualDeskProtocol };

/** Exits are looked at so often, whatever was heard of their orders. */
const LOOK_EVERY = "1m";
/** Exits of an account that are told at once. */
const MOST_TOLD = 200;

export default defineActor({
  protocol: manualDeskMessages,
  args: manualDeskArgs,
  mailbox: { capacity: 100_000 },
  async init(ctx, args): Promise<ManualDesk> {
    ctx.subscribe(orders, "OrderChanged");
    ctx.every(LOOK_EVERY, "PursueAll");
    const active = await activeExits(args.db);
    const exits = new Map(active.map((of) => [keyOf(of), of]));
    for (const key of exits.keys()) ctx.self.tell("PursueExits", { key });
    return {
      args,
      exits,
      balances: new Map(),
      late: new Map(),
      watches: new Map(),
      watchCount: { so: 0 },
      loggedKeepers: new Map(),
      leaveAgain: new Map(),
      lanes: new Lanes(),
      unsure: new Set(active.map(({ userId }) => userId)),
      awaited: new Set(),
    };
  },
  on: {
    CheckTicket: (desk, message, ctx) => later(checkTicket(desk, message, ctx)),
    PlaceTicket(desk, message, ctx) {
      const heardMs = ctx.clock.elapsed();
      return inTurn(desk, message, () => placeTicket(desk, { ...message, heardMs }, ctx));
    },
    CancelOrder: (desk, message, ctx) => inTurn(desk, message, () => cancelOrder(desk, message, ctx)),
    CancelAll: (desk, message, ctx) => inTurn(desk, message, () => cancelAll(desk, message, ctx)),
    MoveOrder: (desk, { exit, ...of }, ctx) =>
      inTurn(desk, of, () => exit === undefined ? moveOrder(desk, of, ctx) : moveExitOf(desk, { ...of, exit }, ctx)),
    AdoptHolding: (desk, message, ctx) => inTurn(desk, message, () => adoptHolding(desk, message, ctx)),
    ReleaseHolding: (desk, message, ctx) => inTurn(desk, message, () => releaseHolding(desk, message, ctx)),
    GetExits: (desk, of) => later(exitsAt(desk, of)),
    OrderChanged: (desk, changed, ctx) => inTurn(desk, changed.order, () => orderChanged(desk, changed, ctx)),
    ExitReached(desk, reached, ctx) {
      const found = watchedBy(desk, reached.number);
      return found && inTurn(desk, found.of, () => exitReached(desk, reached, ctx));
    },
    WatchSees: (desk, told) => watchSees(desk, told),
    PursueExits(desk, { key }, ctx) {
      const known = desk.exits.get(key);
      if (!known || desk.awaited.has(key)) return;
      desk.awaited.add(key);
      return inTurn(desk, known, async () => {
        desk.awaited.delete(key);
        const exits = desk.exits.get(key); // as they are by then
        if (exits) await pursueExits(desk, exits, ctx);
      });
    },
    PursueAll({ exits }, _, ctx) {
      for (const key of exits.keys()) ctx.self.tell("PursueExits", { key });
    },
  },
});

function inTurn<T>({ lanes }: ManualDesk, { userId }: { readonly userId: string }, work: () => Promise<T>): Later<T> {
  return later(lanes.run(userId, work));
}

async function exitsAt(desk: ManualDesk, { userId, brokerId }: { readonly userId: string; readonly brokerId: string }) {
  const broker = await findBroker(desk, userId, brokerId);
  const kept = broker ? await exitsOfBroker(desk.args.db, userId, brokerId, MOST_TOLD) : [];
  return kept.map((of) => ({ ...of, watched: watchedOf(desk, of) }));
}

async function orderChanged(desk: ManualDesk, { order, event }: OrderChanged, ctx: ManualContext): Promise<void> {
  await logOrder(desk, order, event, ctx);
  const exits = isFinal(order.state) ? desk.exits.get(keyOf(order)) : undefined;
  if (exits) await pursueExits(desk, exits, ctx);
}
