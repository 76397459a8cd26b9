/**
 * The risk guard: says whether an order that opens or enlarges a position may be sent, whoever wants to place it.
 * Holds: what it has counted of accounts' fills, and when it told whom of which limit; all that is new is read from the
 * database each time. Orders of different users are judged beside each other; who asks sees to the order of one user's.
 * **Hears** the order desk's question, and what a page would know before an order is sent.
 * **Tells** its verdict, and `notices` of denials.
 * **On restart** it goes on: limits, kill switch and live switch are rows, and so are the orders and fills it counts.
 */
import { z } from "zod";
import type { OrderRequest } from "../domain/order.ts";
import type { RiskRule } from "../domain/risk/limits.ts";
import { databaseArg } from "./database_arg.ts";
import { KeptLedgers } from "./risk_guard/kept_ledgers.ts";
import { isFree, judgeOrder, type RiskSources } from "./risk_guard/judging.ts";
import { riskGuardProtocol, type RiskVerdict } from "./risk_guard_protocol.ts";
import { type ActorContext, defineActor, later } from "./runtime/mod.ts";
import { notices } from "./topics.ts";

export { riskGuardProtocol };

const riskGuardArgs = z.object({
  db: databaseArg,
  /** Who knows last prices; null = nobody: what a position is worth is only known of orders with a price. */
  venuesPath: z.string().nullable(),
});

/** The state of the guard. */
interface RiskGuard {
  readonly sources: RiskSources;
  /** When somebody was told of a limit last, UTC ms. */
  readonly told: Map<string, number>;
}

/** A strategy that is denied tries again with each candle: its user is told so often. */
const TOLD_EVERY_MS = 600_000;

export default defineActor({
  protocol: riskGuardProtocol,
  args: riskGuardArgs,
  init: (_, args): RiskGuard => ({ sources: { ...args, ledgers: new KeptLedgers() }, told: new Map() }),
  on: {
    IsFree: ({ sources }, order) => later(isFree(sources, order)),
    Judge: (guard, request, ctx) => later(judge(guard, request, ctx)),
    Preview: ({ sources }, request, ctx) => later(judgeOrder(sources, request, ctx)),
  },
});

async function judge(
  guard: RiskGuard,
  request: OrderRequest,
  ctx: ActorContext<typeof riskGuardProtocol>,
): Promise<RiskVerdict> {
  const verdict = await judgeOrder(guard.sources, request, ctx);
  if (verdict.verdict === "denied") tell(guard, request, verdict, ctx);
  return verdict;
}

function tell(
  { told }: RiskGuard,
  { userId, brokerId, symbol, side }: OrderRequest,
  { rule, reason }: { readonly rule: RiskRule; readonly reason: string },
  ctx: ActorContext<typeof riskGuardProtocol>,
): void {
  const timeMs = ctx.clock.now();
  for (const [key, atMs] of told) if (timeMs - atMs >= TOLD_EVERY_MS) told.delete(key);
  const key = `${userId} ${brokerId} ${symbol} ${rule}`;
  if (told.has(key)) return;
  told.set(key, timeMs);
  ctx.publish(notices.key(userId), {
    level: "warning",
    userId,
    key: "guard_denied",
    parameters: { symbol, side, rule, reason },
    timeMs,
  });
}
