/**
 * The webhook desk: what programs outside say.
 * Holds: how many calls each webhook has made of late, and what webhooks were last.
 * **Hears** calls, messages that users try, and calls that they want to be tried again.
 * **Tells** the executor which calls wait; `webhookCalls` that one was stored.
 * **On restart** it begins anew: calls are rows before they are answered, and the executor finds those that wait.
 *
 * Calls of one webhook take turns, those of others do not wait for them. Which of two of one name is the first is decided by the
 * database alone: what an incarnation that fell was storing may still be stored. Calls that wait are bounded, as its mailbox is:
 * anybody may call.
 */
import { forgetCalls } from "../db/webhook_calls.ts";
import { Lanes } from "../domain/lanes.ts";
import { defineActor, later } from "./runtime/mod.ts";
import { CallRates } from "./webhook_desk/call_rates.ts";
import { type IncomingCall, receiveCall, tryMessage } from "./webhook_desk/receiving.ts";
import { retryCall } from "./webhook_desk/retrying.ts";
import { type DeskContext, type WebhookDesk, webhookDeskArgs } from "./webhook_desk/state.ts";
import { type Received, webhookDeskProtocol } from "./webhook_desk_protocol.ts";

/** Calls that became no orders are kept for 90 days. */
const KEPT_MS = 90 * 86_400_000;
const FORGET_EVERY = "1h";
const BUSY: Received = { outcome: "busy" };

export default defineActor({
  protocol: webhookDeskProtocol,
  args: webhookDeskArgs,
  mailbox: { capacity: 10_000 },
  init(ctx, args): WebhookDesk {
    ctx.every(FORGET_EVERY, "Forget");
    const lanes = new Lanes();
    return { args, rates: new CallRates(args.callsPerMinute), known: new Map(), lanes, waiting: 0, used: new Map() };
  },
  on: {
    ReceiveCall: (desk, call, ctx) =>
      desk.waiting < desk.args.mostWaiting ? later(receiveInTurn(desk, call, ctx)) : BUSY,
    TryMessage: (desk, message, ctx) => tryMessage(desk, message, ctx),
    RetryCall: (desk, message, ctx) => retryCall(desk, message, ctx),
    async Forget({ args }, _, ctx) {
      const forgotten = await forgetCalls(args.db, ctx.clock.now() - KEPT_MS);
      if (forgotten > 0) ctx.log.info("Forgot old calls of webhooks", { forgotten });
    },
  },
});

async function receiveInTurn(desk: WebhookDesk, call: IncomingCall, ctx: DeskContext): Promise<Received> {
  desk.waiting++;
  try {
    return await desk.lanes.run(call.tokenHash, () => receiveCall(desk, call, ctx));
  } finally {
    desk.waiting--;
  }
}
