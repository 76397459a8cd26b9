/** The guard and the account that it trades: nothing is decided before what stands in it is known. */
import { orderDeskProtocol } from "../broker_protocol.ts";
import { AskError } from "../runtime/mod.ts";
import { type Guard, type GuardContext, publishStatus } from "./guard.ts";

/** The desk answers from what it knows, but may be busy with an exchange. */
const ANSWER_MS = 5_000;

/** Whether decisions may begin; while they may not, its user sees why. */
export async function isAccountReady(guard: Guard, ctx: GuardContext): Promise<boolean> {
  const why = await whyNot(guard, ctx);
  const before = guard.waitsFor;
  guard.waitsFor = why;
  if (why !== null) guard.error = why;
  else if (guard.error === before) guard.error = null;
  if (why !== before) publishStatus(guard, ctx);
  return why === null;
}

async function whyNot({ args: { orderDeskPath, activeStrategy } }: Guard, ctx: GuardContext): Promise<string | null> {
  const { brokerId } = activeStrategy;
  try {
    const desk = ctx.whereis(orderDeskPath, orderDeskProtocol);
    const { ready, reason } = await desk.ask("GetReadiness", { brokerId }, { timeout: ANSWER_MS });
    return ready ? null : `nothing is decided yet: ${reason}`;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    return "nothing is decided yet: the order desk does not answer";
  }
}
