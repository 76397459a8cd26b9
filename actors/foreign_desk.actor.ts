/**
 * The foreign desk: knows what stands in accounts and came from elsewhere.
 * Holds: accounts of which something was heard a moment ago.
 * **Hears** questions for one account, and that an exchange has told of orders which are not ours, or of balances.
 * **Tells** `foreignChanges` to the account's user, once for all that is heard within a moment. It changes nothing.
 * **On restart** it knows nothing, and asks anew.
 *
 * An exchange that takes its time to answer one question holds up no other.
 */
import { allBrokers } from "../db/brokers.ts";
import type { AccountChanged } from "../domain/foreign.ts";
import { lookElsewhere } from "./foreign_desk/looking.ts";
import { type ForeignDesk, foreignDeskArgs, foreignDeskMessages } from "./foreign_desk/state.ts";
import { defineActor, later } from "./runtime/mod.ts";
import { accountEvents, foreignChanges } from "./topics.ts";

/** Orders and balances change in bursts, and balances with each fill of ours, which is stored meanwhile. */
const SETTLE = { orders: "1s", balance: "5s" } as const;

export default defineActor({
  protocol: foreignDeskMessages,
  args: foreignDeskArgs,
  init(ctx, args): ForeignDesk {
    ctx.subscribe(accountEvents, "AccountChanged");
    return { args, heard: new Set() };
  },
  on: {
    GetElsewhere: (desk, of, ctx) => later(lookElsewhere(desk, of, ctx)),
    AccountChanged({ heard }, changed, ctx) {
      const key = keyOf(changed);
      if (heard.has(key)) return;
      heard.add(key);
      ctx.after(SETTLE[changed.what], "TellChange", changed);
    },
    async TellChange({ args: { db }, heard }, changed, ctx) {
      const { brokerId } = changed;
      heard.delete(keyOf(changed));
      const broker = (await allBrokers(db)).find(({ id }) => id === brokerId);
      if (broker) ctx.publish(foreignChanges.key(broker.userId), { userId: broker.userId, brokerId });
    },
  },
});

function keyOf({ brokerId, what }: AccountChanged): string {
  return `${brokerId} ${what}`;
}
