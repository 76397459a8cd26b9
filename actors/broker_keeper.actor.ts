/**
 * The broker keeper: holds every user's accounts at exchanges up.
 * Holds: how each broker's actor is, and which venues' markets are being loaded. It alone opens sealed credentials.
 * **Hears** that a broker was stored or removed, questions for their states, and that a broker's actor has ended.
 * **Tells** `jobs` under the user's id how loading markets goes, and the order desk to look orders up when a broker is back.
 * **On restart** it ends the actors that it finds and starts all brokers as they are stored.
 */
import { ended, letGo, reconcile, signedIn, startAll, startAnew, statusOf, tend } from "./broker_keeper/keeping.ts";
import { type Keeper, keeperArgs, keeperProtocol } from "./broker_keeper/state.ts";
import { beginJob, endJob, loadSymbols } from "./broker_keeper/symbols.ts";
import { defineActor } from "./runtime/mod.ts";

export default defineActor({
  protocol: keeperProtocol,
  args: keeperArgs,
  async init(ctx, args): Promise<Keeper> {
    const keeper: Keeper = { args, kept: new Map(), jobs: new Map(), isToReconcile: false };
    await startAll(keeper, ctx);
    return keeper;
  },
  on: {
    async BrokerSaved(keeper, { brokerId }, ctx) {
      const broker = await startAnew(keeper, brokerId, ctx);
      if (broker) beginJob(keeper, broker, ctx);
    },
    BrokerRemoved: (keeper, { brokerId }, ctx) => letGo(keeper, brokerId, ctx),
    LoadSymbols: (keeper, { brokerId }, ctx) => loadSymbols(keeper, brokerId, ctx),
    GetStatuses: ({ kept }, { brokerIds }) => brokerIds.flatMap((id) => kept.get(id) ?? []).map(statusOf),
    async SignedIn(keeper, { brokerId, round, trial }, ctx) {
      const kept = keeper.kept.get(brokerId);
      if (kept?.round === round) await signedIn(keeper, kept, trial, ctx);
    },
    async TendBroker(keeper, { brokerId, round }, ctx) {
      const kept = keeper.kept.get(brokerId);
      if (kept?.round === round) await tend(keeper, kept, ctx);
    },
    BrokerEnded: (keeper, down, ctx) => ended(keeper, down, ctx),
    JobEnded: (keeper, { venue, change }, ctx) => endJob(keeper, venue, change, ctx),
    Reconcile: (keeper, _, ctx) => reconcile(keeper, ctx),
  },
});
