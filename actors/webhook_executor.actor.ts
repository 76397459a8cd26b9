/**
 * The webhook executor: makes an order of each call that was taken, once.
 * Holds: why calls could not be executed yet. Those of one user take turns, those of others do not wait for them.
 * **Hears** which calls wait.
 * **Tells** the manual desk what to place and to cancel; `webhookCalls` what became of a call; `notices` when one failed.
 * **On restart** it looks for calls that wait: what was acknowledged is executed, or its user is told why not.
 *
 * A call becomes the order of its ticket's id, which the books know: so it may be executed again after any fall.
 */
import { waitingCalls } from "../db/webhook_calls.ts";
import { Lanes } from "../domain/lanes.ts";
import { defineActor, later } from "./runtime/mod.ts";
import { executeCall } from "./webhook_executor/executing.ts";
import { type ExecutorContext, type WebhookExecutor, webhookExecutorArgs } from "./webhook_executor/state.ts";
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
    return { args, late: new Map(), lanes: new Lanes(), taken: new Set() };
  },
  on: {
    ExecuteCall: (executor, call, ctx) => later(executeInTurn(executor, call, ctx)),
    async Sweep({ args, late }, _, ctx) {
      for (const call of await waitingCalls(args.db, MOST_SWEPT)) {
        if (!late.has(call.callId)) ctx.self.tell("ExecuteCall", call);
      }
    },
  },
});

async function executeInTurn(
  executor: WebhookExecutor,
  call: { readonly callId: string; readonly userId: string },
  ctx: ExecutorContext,
): Promise<void> {
  const { lanes, taken } = executor;
  if (taken.has(call.callId)) return;
  taken.add(call.callId);
  try {
    await lanes.run(call.userId, () => executeCall(executor, call, ctx));
  } finally {
    taken.delete(call.callId);
  }
}
