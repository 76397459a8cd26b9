/**
 * The position auditor: looks at the start, each minute, and soon after each change that an exchange tells of an account,
 * whether accounts hold what strategies count on; what was sold, withdrawn or lost elsewhere is no fill of ours, and would be
 * missed only when a strategy wants to sell it.
 * Holds: the shortages seen last, and which of them their users were told of; accounts that it is about to look at.
 * **Hears** its own timers, that an account is known from now on, and that an exchange has told of other orders than ours, or
 * of balances.
 * **Tells** `notices`: a shortage that two looks in a row have seen, and that it is over. It changes nothing.
 * **On restart** it has told nothing yet.
 */
import { z } from "zod";
import { listUnstopped } from "../db/active_strategies.ts";
import { findBroker } from "../db/brokers.ts";
import type { Db } from "../db/db.ts";
import { openOrdersAt } from "../db/foreign.ts";
import type { ActiveStrategy, StrategyStatus } from "../domain/active_strategy.ts";
import { accountChanged } from "../domain/foreign.ts";
import { currenciesOf } from "../domain/market.ts";
import { countedOn, type Shortage, shortages } from "../domain/position_audit.ts";
import { answerOf } from "./answer_of.ts";
import { brokerAt, brokerPaths } from "./broker_paths.ts";
import { databaseArg } from "./database_arg.ts";
import { portfolioProtocol } from "./portfolio_protocol.ts";
import { type ActorContext, defineActor } from "./runtime/mod.ts";
import { accountEvents, accountReady, notices, readyAccounts } from "./topics.ts";

const positionAuditorProtocol = {
  Look: {},
  AccountChanged: { in: accountChanged },
  AccountReady: { in: accountReady },
  /** Looks at one account. */
  LookAt: { in: z.object({ brokerId: z.string() }) },
} as const;

const positionAuditorArgs = z.object({
  db: databaseArg,
  ...brokerPaths.shape,
  portfolioPath: z.string(),
});

interface Auditor {
  readonly args: z.infer<typeof positionAuditorArgs>;
  /** By broker and currency: how often in a row it was seen. */
  readonly seen: Map<string, number>;
  /** Accounts that are about to be looked at. */
  readonly soon: Set<string>;
}

/** What the strategies of one account hold. */
interface AccountPositions {
  readonly brokerId: string;
  readonly userId: string;
  readonly positions: readonly StrategyStatus["position"][];
}

type Context = ActorContext<typeof positionAuditorProtocol>;

const EVERY = "1m";
const PATIENCE = { timeout: "10s" } as const;
/** A fill that is on its way looks like a shortage, but not twice. */
const TOLD_AFTER = 2;
/** Changes come in bursts; our own fills are stored meanwhile. */
const SETTLE = "1s";
/** What was seen for the first time is looked at again after this. */
const AGAIN = "5s";
const NOT_NOW = "Positions cannot be compared now";

export default defineActor({
  protocol: positionAuditorProtocol,
  args: positionAuditorArgs,
  init(ctx, args): Auditor {
    ctx.subscribe(accountEvents, "AccountChanged");
    ctx.subscribe(readyAccounts, "AccountReady");
    ctx.every(EVERY, "Look");
    return { args, seen: new Map(), soon: new Set() };
  },
  on: {
    async Look(auditor, _, ctx) {
      const look = async (account: AccountPositions) => {
        const found = await shortagesOf(auditor, account, ctx);
        if (found !== null) await tell(auditor, account, found, ctx);
      };
      await Promise.all((await accountsOf(auditor, ctx)).map(look)); // one that is silent holds up no other
    },
    AccountChanged: (auditor, { brokerId }, ctx) => lookSoon(auditor, brokerId, SETTLE, ctx),
    AccountReady: (auditor, { brokerId }, ctx) => lookSoon(auditor, brokerId, SETTLE, ctx),
    LookAt: (auditor, { brokerId }, ctx) => lookAt(auditor, brokerId, ctx),
  },
});

function lookSoon({ soon }: Auditor, brokerId: string, delay: typeof SETTLE | typeof AGAIN, ctx: Context): void {
  if (soon.has(brokerId)) return;
  soon.add(brokerId);
  ctx.after(delay, "LookAt", { brokerId });
}

/** What an order of ours may be selling just now is left to the look of the minute, by when its fill is known. */
async function lookAt(auditor: Auditor, brokerId: string, ctx: Context): Promise<void> {
  auditor.soon.delete(brokerId);
  const account = (await accountsOf(auditor, ctx)).find((one) => one.brokerId === brokerId);
  const found = account && await shortagesOf(auditor, account, ctx);
  if (!found) return;
  const orders = await openOrdersAt(auditor.args.db, account.userId, brokerId);
  const selling = new Set(orders.filter(({ side }) => side === "sell").map(({ symbol }) => currenciesOf(symbol).base));
  await tell(auditor, account, found, ctx, selling);
  const isNew = found.some(({ currency }) => auditor.seen.get(`${brokerId} ${currency}`) === 1);
  if (isNew) lookSoon(auditor, brokerId, AGAIN, ctx);
}

async function accountsOf({ args: { db, portfolioPath } }: Auditor, ctx: Context): Promise<AccountPositions[]> {
  const statuses = await answerOf(
    () => ctx.whereis(portfolioPath, portfolioProtocol).ask("GetStrategies", { userId: null }, PATIENCE),
    NOT_NOW,
    ctx,
  );
  if (statuses === null) return [];
  const positions = new Map(statuses.map(({ activeStrategyId, position }) => [activeStrategyId, position]));
  const byBroker = Map.groupBy(await listUnstopped(db), ({ brokerId }: ActiveStrategy) => brokerId);
  return [...byBroker].map(([brokerId, active]) => ({
    brokerId,
    userId: active[0]!.userId,
    positions: active.map(({ id }) => positions.get(id)).filter((position) => position !== undefined),
  }));
}

/** Null = the account does not tell what it holds. */
async function shortagesOf(
  { args }: Auditor,
  { brokerId, positions }: AccountPositions,
  ctx: Context,
): Promise<Shortage[] | null> {
  const counted = countedOn(positions);
  if (counted.size === 0) return [];
  const ask = () => brokerAt(args, brokerId, ctx).ask("GetBalances", undefined, PATIENCE);
  const balances = await answerOf(ask, NOT_NOW, ctx);
  if (balances === null || balances.length === 0) return null; // an account that trades has some money
  return shortages(counted, balances);
}

/** Counts what was seen, but of `undecided` currencies, and tells what is new. */
async function tell(
  { args, seen }: Auditor,
  account: AccountPositions,
  found: readonly Shortage[],
  ctx: Context,
  undecided: ReadonlySet<string> = new Set(),
): Promise<void> {
  const { brokerId, userId } = account;
  for (const shortage of found) {
    if (undecided.has(shortage.currency)) continue;
    const key = `${brokerId} ${shortage.currency}`;
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    if (times === TOLD_AFTER) await say(args.db, account, shortage, false, ctx);
  }
  for (const [key, times] of seen) {
    const [of, currency] = key.split(" ");
    if (of !== brokerId || found.some((shortage) => shortage.currency === currency)) continue;
    seen.delete(key);
    const counted = countedOn(account.positions).get(currency!)?.toFixed() ?? "0";
    const over = { currency: currency!, counted, found: counted };
    if (times >= TOLD_AFTER) await say(args.db, { brokerId, userId }, over, true, ctx);
  }
}

async function say(
  db: Db,
  { brokerId, userId }: Pick<AccountPositions, "brokerId" | "userId">,
  { currency, counted, found }: Shortage,
  isOver: boolean,
  ctx: Context,
): Promise<void> {
  const broker = (await findBroker(db, userId, brokerId))?.name ?? brokerId;
  ctx.publish(notices.key(userId), {
    level: isOver ? "info" : "error",
    userId,
    key: isOver ? "position_matches" : "position_mismatch",
    parameters: { broker, currency, counted, found },
    timeMs: ctx.clock.now(),
  });
}
