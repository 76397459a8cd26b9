/**
 * The bookkeeper: writes down what each account is worth, since exchanges tell only how it stands now.
 * Holds: which accounts are due, and which were traded with lately.
 * **Hears** `orders` of all users, and its own timer every hour.
 * **Tells** nobody; it asks brokers for balances and the venue desk for prices.
 * **On restart** all accounts are due within a minute.
 */
import { allBrokers, type Broker } from "../db/brokers.ts";
import { saveBalanceSnapshot } from "../db/balance_snapshots.ts";
import { valueOf } from "./bookkeeper/valuing.ts";
import { type Bookkeeper, bookkeeperArgs, bookkeeperProtocol } from "./bookkeeper/state.ts";
import { type ActorContext, defineActor } from "./runtime/mod.ts";
import { orders } from "./topics.ts";

/** The house is still starting before. */
const FIRST = "1m";
const EVERY = "1h";
/** After a fill: the exchange tells its balances, and further fills of the same moment come in. */
const AFTER_FILLS = "30s";

export default defineActor({
  protocol: bookkeeperProtocol,
  args: bookkeeperArgs,
  mailbox: { capacity: 10_000, overflow: "drop-old" },
  init(ctx, args): Bookkeeper {
    ctx.subscribe(orders, "OrderChanged");
    ctx.after(FIRST, "ValueAll");
    ctx.every(EVERY, "ValueAll");
    return { args, due: [], traded: new Set() };
  },
  on: {
    OrderChanged({ traded }, { order, event }, ctx) {
      if (event?.kind !== "OrderFilled") return;
      if (traded.size === 0) ctx.after(AFTER_FILLS, "ValueTraded");
      traded.add(order.brokerId);
    },
    async ValueTraded(keeper, _, ctx) {
      const { traded } = keeper;
      const brokers = (await allBrokers(keeper.args.db)).filter(({ id }) => traded.has(id));
      traded.clear();
      makeDue(keeper, brokers, ctx);
    },
    ValueAll: async (keeper, _, ctx) => makeDue(keeper, await allBrokers(keeper.args.db), ctx),
    ValueNext: (keeper, _, ctx) => valueNext(keeper, ctx),
  },
});

type Context = ActorContext<typeof bookkeeperProtocol>;

/** One after the other, each by a message of its own, so that none keeps what else is heard waiting. */
function makeDue({ due }: Bookkeeper, brokers: readonly Broker[], ctx: Context): void {
  due.push(...brokers.filter(({ id }) => !due.some((one) => one.id === id)));
  if (due.length > 0) ctx.self.tell("ValueNext");
}

/** What is not known now is written down another time. */
async function valueNext({ args, due }: Bookkeeper, ctx: Context): Promise<void> {
  const broker = due.shift();
  if (broker === undefined) return;
  const worth = await valueOf(args, broker, ctx);
  if (worth !== null) {
    const { id: brokerId, userId } = broker;
    await saveBalanceSnapshot(args.db, { ...worth, userId, brokerId, timeMs: ctx.clock.now() });
  }
  if (due.length > 0) ctx.self.tell("ValueNext");
}
