/** An exit by hand that is watched for was reached: what was bought is sold at the market, once. */
import { type Backoff, backoffMs } from "../../domain/backoff.ts";
import type { DecimalText } from "../../domain/decimal.ts";
import type { ExitName } from "../../domain/exit_watch.ts";
import { isFinal } from "../../domain/order_life.ts";
import { admitFailure, placedAnew } from "./exit_state.ts";
import { pursueExits } from "./exits.ts";
import { leave } from "./leaving.ts";
import { log } from "./log.ts";
import { keyOf, type ManualContext, type ManualDesk } from "./state.ts";
import { ordersOf } from "./ticket_orders.ts";
import { watchedBy } from "./watching.ts";

/** Between sales that are refused: seconds at first, minutes for a market that is closed. */
const AGAIN: Backoff = { minMs: 500, maxMs: 600_000, factor: 2 };

/** Leaves by an exit; where the sale is refused, the exits are kept as before, and the next print tries again. */
export async function exitReached(
  desk: ManualDesk,
  { number, exit, price }: { readonly number: number; readonly exit: ExitName; readonly price: DecimalText },
  ctx: ManualContext,
): Promise<void> {
  const found = watchedBy(desk, number);
  if (!found || ctx.clock.elapsed() < (desk.leaveAgain.get(keyOf(found.of)) ?? -Infinity)) return;
  const { of } = found;
  const { newest } = await ordersOf(desk, of);
  if (newest.some(({ type, state }) => type === "market" && !isFinal(state))) return;
  const attempt = of.moves + 1;
  const fact = { kind: "ExitReached", exit, price, attempt } as const;
  await log(desk, of, { key: `reached ${attempt}`, timeMs: ctx.clock.now(), fact }, ctx);
  const left = await leave(desk, of, exit, ctx);
  if (left.state !== "failed") return void await pursueExits(desk, left, ctx);
  desk.leaveAgain.set(keyOf(of), ctx.clock.elapsed() + backoffMs(left.moves, ctx.random(), AGAIN));
  ctx.log.warn("What was bought by hand cannot be sold yet", { exit, why: left.reason });
  const anew = await placedAnew(desk, left, ctx);
  if (anew.state === "failed") await admitFailure(desk, { ...anew, state: of.state }, anew.reason, ctx);
  else await pursueExits(desk, anew, ctx);
}

/** A watch tells whether it sees its market. */
export function watchSees(
  desk: ManualDesk,
  { number, sees }: { readonly number: number; readonly sees: boolean },
): void {
  const found = watchedBy(desk, number);
  if (found) found.watch.sees = sees;
}
