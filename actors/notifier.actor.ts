/**
 * The notifier: puts what users want to be told outside of the page into the queues of their channels.
 * Holds: what it has heard and not stored yet, how much of what there was is dropped, and whether the market feed is lost.
 * **Hears** `notices`, `orders`, and the state of the market feed.
 * **Tells** the courier that something waits; `notices` how much a channel is not told, since too much waits.
 * **On restart** it looks for orders that were filled and not told. A notice that was not stored yet is lost, and the log says
 * how many.
 *
 * It only listens: whatever becomes of it, no order waits for it. What it hears is counted while it stores, so that its mailbox,
 * which nobody would tell of, is not where it gets lost.
 */
import { untoldOrders } from "../db/notifications.ts";
import type { Happening } from "../domain/notification/event.ts";
import { happeningOfNotice } from "../domain/notification/notice_event.ts";
import { happeningOfOrder } from "../domain/notification/order_event.ts";
import type { Order } from "../domain/order.ts";
import { DroppedTold } from "./notifier/dropped.ts";
import { type Notifier, notifierArgs, type NotifierContext, notifierProtocol } from "./notifier/state.ts";
import { store, storeSoon, tellDropped } from "./notifier/storing.ts";
import { Waiting } from "./notifier/waiting.ts";
import { defineActor, later } from "./runtime/mod.ts";
import { heartbeatStatuses, notices, orders } from "./topics.ts";

/** A feed that comes back sooner is nobody's concern. */
const FEED_PATIENCE = "30s";
/** What is beyond is counted. */
const MOST_HEARD = 10_000;
/** Much more than is kept: what comes all at once is counted, too. */
const MAILBOX = 50_000;

export default defineActor({
  protocol: notifierProtocol,
  args: notifierArgs,
  mailbox: { capacity: MAILBOX, overflow: "drop-old" },
  init(ctx, args): Notifier {
    ctx.subscribe(notices, "NoticeTold");
    ctx.subscribe(orders, "OrderChanged");
    ctx.subscribe(heartbeatStatuses, "FeedChanged", { conflate: true });
    ctx.self.tell("LookBack");
    const [waiting, dropped] = [new Waiting(MOST_HEARD), new DroppedTold()];
    return { args, waiting, dropped, isStoring: false, failures: 0, lost: null };
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
    Store: (notifier, _, ctx) => later(store(notifier, ctx)),
    TellDropped(notifier, _, ctx) {
      notifier.dropped.speakAgain();
      tellDropped(notifier, ctx);
    },
  },
});

function hearOrder(notifier: Notifier, order: Order, ctx: NotifierContext): void {
  hear(notifier, happeningOfOrder(order), order.clientOrderId, ctx);
}

function hear(
  notifier: Notifier,
  happening: Happening | null,
  clientOrderId: string | null,
  ctx: NotifierContext,
): void {
  if (happening === null) return;
  const { isFirst } = notifier.waiting.add({ happening, clientOrderId });
  if (isFirst) ctx.log.warn("Too many notifications wait to be stored: more are dropped", { waiting: MOST_HEARD });
  storeSoon(notifier, ctx);
}

function hearFeed(notifier: Notifier, connected: boolean, ctx: NotifierContext): void {
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
