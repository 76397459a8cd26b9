/**
 * The webhook executor: makes an order of each call that was taken, once.
 * Holds: why calls could not be executed yet.
 * **Hears** which calls wait.
 * **Tells** the manual desk what to place and to cancel; `webhookCalls` what became of a call; `notices` when one failed.
 * **On restart** it looks for calls that wait: what was acknowledged is executed, or its user is told why not.
 *
 * A call becomes the order of its ticket's id, which the books know: so it may be executed again after any fall.
 */
import { waitingCalls } from "../db/webhook_calls.ts";
import { defineActor } from "./runtime/mod.ts";
import { executeCall } from "./webhook_executor/executing.ts";
import { type WebhookExecutor, webhookExecutorArgs } from "./webhook_executor/state.ts";
import { webhookExecutorProtocol } from "./webhook_desk_protocol.ts";

/** Nobody need tell of a call for it to be found. */
const SWEEP_EVERY = "30s";
/** Calls that are looked for at once. */
const MOST_SWEPT = 1_000;

export default defineActor({
  protocol: webhookExecutorProtocol,
  args: webhookExecutorArgs,
  mailbox: { capacity: 100_000 },
  init(ctx, args): WebhookExecutor {
    ctx.self.tell("Sweep", undefined);
    ctx.every(SWEEP_EVERY, "Sweep");
    return { args, late: new Map() };
  },
  on: {
    ExecuteCall: (executor, { callId }, ctx) => executeCall(executor, callId, ctx),
    async Sweep({ args, late }, _, ctx) {
      for (const callId of await waitingCalls(args.db, MOST_SWEPT)) {
        if (!late.has(callId)) ctx.self.tell("ExecuteCall", { callId });
      }
    },
  },
});
