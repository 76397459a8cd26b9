/**
 * The courier: sends what waits for the channels of users, by messages that gather what has happened.
 * Holds: the attempts that are under way, one a channel.
 * **Hears** that something waits, and its own timers.
 * **Tells** Telegram, Discord, programs and mail servers of users; `notices` when a channel fails again and again.
 * **On restart** it sends what waits. A message that went out while it fell goes out again: each at least once.
 */
import { dueChannels, notificationsSent, tidyNotifications } from "../db/notifications.ts";
import { channelFailed, channelSent } from "../db/notification_channels.ts";
import { FAILURES_TO_TELL, GAP_MS, GATHER_MS, nextAttemptMs } from "../domain/notification/pace.ts";
import { type Attempt, attempt } from "./courier/attempt.ts";
import { type Courier, courierArgs } from "./courier/state.ts";
import { courierProtocol } from "./courier_protocol.ts";
import { type ActorContext, defineActor } from "./runtime/mod.ts";
import { notices } from "./topics.ts";

export { courierProtocol };

/** Nobody need tell of what waits for it to be found. */
const SWEEP_EVERY = "10s";
const TIDY_EVERY = "1h";
/** Channels that are sent to at the same time: one that hangs keeps few others waiting. */
const MOST_AT_ONCE = 8;

type Context = ActorContext<typeof courierProtocol>;

export default defineActor({
  protocol: courierProtocol,
  args: courierArgs,
  mailbox: { capacity: 1_000, overflow: "drop-old" },
  init(ctx, args): Courier {
    ctx.self.tell("Tidy");
    ctx.self.tell("Sweep");
    ctx.every(SWEEP_EVERY, "Sweep");
    ctx.every(TIDY_EVERY, "Tidy");
    return { args, underWay: new Map(), isWoken: false };
  },
  on: {
    Wake(courier, _, ctx) {
      if (courier.isWoken) return;
      courier.isWoken = true;
      ctx.after(GATHER_MS, "Sweep");
    },
    Sweep: (courier, _, ctx) => sweep(courier, ctx),
    Attempted: (courier, { channelId }, ctx) => settle(courier, channelId, ctx),
    Tidy: ({ args }, _, ctx) => tidyNotifications(args.db, ctx.clock.now()),
  },
});

async function sweep(courier: Courier, ctx: Context): Promise<void> {
  courier.isWoken = false;
  for (const channelId of await dueChannels(courier.args.db, ctx.clock.now())) {
    if (courier.underWay.size >= MOST_AT_ONCE) return; // the next one that ends sweeps again
    if (!courier.underWay.has(channelId)) begin(courier, channelId, ctx);
  }
}

/** Beside the mailbox: whoever hangs keeps nothing else waiting. */
function begin({ args, underWay }: Courier, channelId: string, ctx: Context): void {
  underWay.set(channelId, null);
  const ended = (result: Attempt | null) => {
    if (ctx.signal.aborted) return;
    underWay.set(channelId, result);
    ctx.self.tell("Attempted", { channelId });
  };
  attempt(args, channelId, { nowMs: ctx.clock.now(), signal: ctx.signal }).then(ended, (error) => {
    if (!ctx.signal.aborted) throw error; // ends this incarnation; the next one sends what waits
  });
}

async function settle(courier: Courier, channelId: string, ctx: Context): Promise<void> {
  const ended = courier.underWay.get(channelId);
  courier.underWay.delete(channelId);
  ctx.self.tell("Sweep");
  if (ended) await record(courier, ended, ctx);
}

async function record({ args: { db } }: Courier, { channel, told, delivery }: Attempt, ctx: Context): Promise<void> {
  const nowMs = ctx.clock.now();
  if (delivery.outcome === "sent") {
    const { dropped } = channel;
    await db.begin(async (tx) => {
      await notificationsSent(tx, channel.id, told, nowMs);
      await channelSent(tx, channel.id, { nowMs, nextMs: nowMs + GAP_MS, dropped });
    });
    return;
  }
  const failures = channel.failures + 1;
  const nextMs = nextAttemptMs(delivery, failures, nowMs, ctx.random());
  await channelFailed(db, channel.id, { problem: delivery.reason, nowMs, nextMs });
  ctx.log.warn("A notification could not be sent", { channelId: channel.id, failures, why: delivery.reason });
  if (failures !== FAILURES_TO_TELL) return;
  ctx.publish(notices.key(channel.userId), {
    level: "warning",
    userId: channel.userId,
    key: "channel_failing",
    parameters: { channel: channel.name, reason: delivery.reason },
    timeMs: nowMs,
  });
}
