/** The guard and the actor of its position: there is one as long as something is held or being entered, and it alone leaves. */
import type { Payload } from "../runtime/mod.ts";
import { AskError } from "../runtime/mod.ts";
import { isFinal } from "../../domain/order_life.ts";
import type { Order } from "../../domain/order.ts";
import { positionProtocol, type positionTellings } from "../position_protocol.ts";
import { type Account, type Guard, type GuardContext, NOT_KEPT, publishStatus } from "./guard.ts";
import { holds } from "./ledger.ts";

/** Longer than a position takes to call off what stands and to sell. */
const LEAVING_MS = 60_000;
/** What an actor that fell begins anew is asked again. */
const TRIES = 3;
/** When something is still held of a position that says it is over. */
const READ_AGAIN = "1s";

/** Has an actor for the position that is open or being entered. */
export async function followPosition(guard: Guard, account: Account, ctx: GuardContext): Promise<void> {
  const entry = openEntry(guard, account);
  if (entry === null || guard.position?.entryId === entry.clientOrderId) return;
  const number = ++guard.positions;
  const { db, activeStrategy, name, orderDeskPath, venuesPath } = guard.args;
  const { market, venue, abilities: { stopLoss, takeProfit, groups } } = account;
  const args = {
    ...{ db, activeStrategy, name, orderDeskPath, venuesPath, guardPath: ctx.self.path, number },
    ...{ entryId: entry.clientOrderId, market, venue, abilities: { stopLoss, takeProfit, groups } },
    price: guard.lastCandle?.close ?? null,
  };
  const module = import.meta.resolve("../position.actor.ts");
  const { path } = await ctx.spawn({ id: `position-${number}`, module, args });
  guard.position = { number, path, entryId: entry.clientOrderId };
  guard.kept = NOT_KEPT;
}

function openEntry({ lastCandle }: Guard, { ledger, market }: Account): Order | null {
  const { entry } = ledger;
  const isOpen = entry && (!isFinal(entry.state) || holds(ledger, market, lastCandle?.close ?? null));
  return isOpen ? entry : null;
}

/** Has the position left. Answers why it is not, or null. One that fell is asked again: the same wish is one order. */
export async function leavePosition(
  guard: Guard,
  account: Account,
  wish: Payload<typeof positionProtocol["Close"]>,
  ctx: GuardContext,
): Promise<string | null> {
  await followPosition(guard, account, ctx);
  if (!guard.position) return "its position is not known yet";
  const position = ctx.whereis(guard.position.path, positionProtocol);
  for (let tried = 1;; tried++) {
    try {
      return (await position.ask("Close", wish, { timeout: LEAVING_MS })).reason;
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      ctx.log.warn("The actor of the position does not answer", { why: error.message });
      if (error.code !== "crash" || tried === TRIES) return `its position does not answer: ${error.detail}`;
    }
  }
}

/** Takes in how the exits of its position are kept. */
export function positionTold(
  guard: Guard,
  { number, ...kept }: Payload<typeof positionTellings["PositionTold"]>,
  ctx: GuardContext,
): void {
  if (guard.position?.number !== number) return;
  guard.kept = kept;
  publishStatus(guard, ctx);
}

/** A position is over: its actor goes. If something is held by then, the books say of what. */
export async function positionClosed(
  guard: Guard,
  { number }: Payload<typeof positionTellings["PositionClosed"]>,
  ctx: GuardContext,
): Promise<void> {
  await ctx.stopChild(`${ctx.self.path}/position-${number}`);
  if (guard.position?.number !== number) return;
  guard.position = null;
  guard.kept = { ...guard.kept, protection: "none", unprotectedSinceMs: null };
  if (guard.account && openEntry(guard, guard.account)) ctx.after(READ_AGAIN, "ReadLedger");
  publishStatus(guard, ctx);
}
