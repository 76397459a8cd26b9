/**
 * The notifier: puts what users want to be told outside of the page into the queues of their channels.
 * Holds: what it has heard and not stored yet, and whether the market feed is lost.
 * **Hears** `notices`, `orders`, and the state of the market feed.
 * **Tells** the courier that something waits.
 * **On restart** it looks for orders that were filled and not told. A notice that was not stored yet is lost.
 *
 * It only listens: whatever becomes of it, no order waits for it.
 */
import { z } from "zod";
import type { Db } from "../db/db.ts";
import { originsOf, queueHappenings, untoldOrders } from "../db/notifications.ts";
import { notice } from "../domain/active_strategy.ts";
import { heartbeatStatus } from "../domain/heartbeat.ts";
import type { Happening } from "../domain/notification/event.ts";
import { happeningOfNotice } from "../domain/notification/notice_event.ts";
import { happeningOfOrder } from "../domain/notification/order_event.ts";
import { type Order, orderChanged } from "../domain/order.ts";
import { courierProtocol } from "./courier_protocol.ts";
import { type ActorContext, defineActor } from "./runtime/mod.ts";
import { heartbeatStatuses, notices, orders } from "./topics.ts";

/** A feed that comes back sooner is nobody's concern. */
const FEED_PATIENCE = "30s";
/** Fills of the same moment are stored together, after those who trade on them had their turn. */
const GATHER = "250ms";
/** Where the database does not take them. */
const TRY_AGAIN = "5s";
const MOST_ATTEMPTS = 120;
const MOST_HEARD = 10_000;

const notifierProtocol = {
  NoticeTold: { in: notice },
  OrderChanged: { in: orderChanged },
  FeedChanged: { in: heartbeatStatus },
  /** The feed was lost then; is it still? */
  LookAtFeed: { in: z.object({ sinceMs: z.int() }) },
  /** Looks for orders that were filled while nobody listened. */
  LookBack: {},
  /** Stores what was heard. */
  Store: {},
} as const;

const notifierArgs = z.object({
  db: z.custom<Db>((value) => typeof value === "function", "expected an open database"),
  courierPath: z.string(),
});

interface Notifier {
  readonly args: z.infer<typeof notifierArgs>;
  heard: Heard[];
  /** How often in a row the database has not taken them. */
  failures: number;
  /** Null = it is there. */
  lost: { readonly sinceMs: number; isTold: boolean } | null;
}

/** What happened, and the order where it was one. */
interface Heard {
  readonly happening: Happening;
  readonly clientOrderId: string | null;
}

type Context = ActorContext<typeof notifierProtocol>;

export default defineActor({
  protocol: notifierProtocol,
  args: notifierArgs,
  mailbox: { capacity: MOST_HEARD, overflow: "drop-old" },
  init(ctx, args): Notifier {
    ctx.subscribe(notices, "NoticeTold");
    ctx.subscribe(orders, "OrderChanged");
    ctx.subscribe(heartbeatStatuses, "FeedChanged", { conflate: true });
    ctx.self.tell("LookBack");
    return { args, heard: [], failures: 0, lost: null };
  },
  on: {
    NoticeTold: (notifier, told, ctx) => hear(notifier, happeningOfNotice(told), null, ctx),
    OrderChanged: (notifier, { order }, ctx) => hearOrder(notifier, order, ctx),
    FeedChanged: (notifier, { connected }, ctx) => hearFeed(notifier, connected, ctx),
    LookAtFeed(notifier, { sinceMs }, ctx) {
      const { lost } = notifier;
      if (lost === null || lost.sinceMs !== sinceMs || lost.isTold) return;
      lost.isTold = true;
      hear(notifier, feedHappening("feed_lost", "error", sinceMs), null, ctx);
    },
    async LookBack(notifier, _, ctx) {
      for (const order of await untoldOrders(notifier.args.db, ctx.clock.now())) hearOrder(notifier, order, ctx);
    },
    Store: (notifier, _, ctx) => store(notifier, ctx),
  },
});

function hearOrder(notifier: Notifier, order: Order, ctx: Context): void {
  hear(notifier, happeningOfOrder(order), order.clientOrderId, ctx);
}

function hear(notifier: Notifier, happening: Happening | null, clientOrderId: string | null, ctx: Context): void {
  if (happening === null || notifier.heard.length >= MOST_HEARD) return;
  notifier.heard.push({ happening, clientOrderId });
  if (notifier.heard.length === 1) ctx.after(GATHER, "Store");
}

function hearFeed(notifier: Notifier, connected: boolean, ctx: Context): void {
  const { lost } = notifier;
  if (!connected && lost === null) {
    const sinceMs = ctx.clock.now();
    notifier.lost = { sinceMs, isTold: false };
    ctx.after(FEED_PATIENCE, "LookAtFeed", { sinceMs });
  }
  if (!connected || lost === null) return;
  notifier.lost = null;
  if (lost.isTold) hear(notifier, feedHappening("feed_back", "info", ctx.clock.now()), null, ctx);
}

function feedHappening(key: "feed_lost" | "feed_back", level: Happening["level"], timeMs: number): Happening {
  return { userId: null, event: "feed_lost", level, key, parameters: {}, timeMs, name: `${key} ${timeMs}` };
}

/** What the database does not take now is kept for a while: it is most wanted when something is wrong. */
async function store(notifier: Notifier, ctx: Context): Promise<void> {
  const { db, courierPath } = notifier.args;
  try {
    await queueHappenings(db, await named(db, notifier.heard), ctx.clock.now());
  } catch (error) {
    if (++notifier.failures >= MOST_ATTEMPTS) throw error;
    ctx.log.warn("Notifications cannot be stored now", { why: error instanceof Error ? error.message : String(error) });
    ctx.after(TRY_AGAIN, "Store");
    return;
  }
  notifier.failures = 0;
  notifier.heard = [];
  ctx.whereis(courierPath, courierProtocol).tell("Wake");
}

/** With the names of account and strategy where it was an order. */
async function named(db: Db, heard: readonly Heard[]): Promise<Happening[]> {
  const ids = heard.flatMap(({ clientOrderId }) => clientOrderId ?? []);
  const origins = ids.length === 0 ? new Map() : await originsOf(db, ids);
  return heard.map(({ happening, clientOrderId }) => {
    const origin = clientOrderId === null ? undefined : origins.get(clientOrderId);
    if (origin === undefined) return happening;
    const of = origin.strategy === null ? origin.broker : `${origin.strategy}, ${origin.broker}`;
    return { ...happening, parameters: { ...happening.parameters, of } };
  });
}
