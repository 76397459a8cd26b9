/** Judging one order by what the database says of its user. */
import type { Db } from "../../db/db.ts";
import { type Accounts, limitsOf, ordersAt, type Standing, standingOf, type StoredLimits } from "../../db/risk.ts";
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import type { OrderRequest } from "../../domain/order.ts";
import { brokenLimit, needsLedger, needsOrders, needsPrice, type RiskFacts } from "../../domain/risk/judge.ts";
import { heldOf, type RiskLedger } from "../../domain/risk/ledger.ts";
import type { Broken, RiskRule } from "../../domain/risk/limits.ts";
import { isExit, opens } from "../../domain/risk/opening.ts";
import type { KeptLedgers } from "./kept_ledgers.ts";
import type { riskGuardProtocol, RiskVerdict } from "../risk_guard_protocol.ts";
import type { ActorContext, Payload } from "../runtime/mod.ts";
import { lastPriceOf } from "../last_price.ts";

/** What the guard judges by. */
export interface RiskSources {
  readonly db: Db;
  readonly venuesPath: string | null;
  /** What was counted before. */
  readonly ledgers: KeptLedgers;
}

type Context = ActorContext<typeof riskGuardProtocol>;

const MINUTE_MS = 60_000;

/** Whether an order may be sent: kill switch and live switch first, then the limits for all accounts and for this one. */
export async function judgeOrder(of: RiskSources, request: OrderRequest, ctx: Context): Promise<RiskVerdict> {
  if (isExit(request)) return { verdict: "allowed" };
  const { userId, brokerId } = request;
  const standing = await standingOf(of.db, userId, brokerId);
  if (!standing) return deny({ rule: "live_switch", reason: `there is no broker ${brokerId} of this user` });
  if (!opens(request)) return isLiveOff(standing) ? await judgeSale(of, request, standing) : { verdict: "allowed" };
  if (standing.killedMs !== null) return deny({ rule: "kill_switch", reason: "your kill switch is on" });
  if (isLiveOff(standing)) return deny(liveOff(standing));
  return await judgeLimits(of, request, standing, ctx);
}

/** Whether an order may be sent that leaves no position, and neither its quantity nor any other order would change that. */
export async function isFree(
  { db }: Pick<RiskSources, "db">,
  { userId, brokerId, opens }: Payload<typeof riskGuardProtocol["IsFree"]>,
): Promise<boolean> {
  const standing = await standingOf(db, userId, brokerId);
  if (!standing || isLiveOff(standing)) return false;
  return !opens || (standing.killedMs === null && !standing.isLimited);
}

function isLiveOff({ environment, isLiveOn }: Standing): boolean {
  return environment === "live" && !isLiveOn;
}

function deny({ rule, reason }: { readonly rule: RiskRule; readonly reason: string }): RiskVerdict {
  return { verdict: "denied", rule, reason };
}

function liveOff({ name }: Standing): Broken {
  return { rule: "live_switch", reason: `the live switch of ${name} is off: turn it on before it trades real money` };
}

/** With the live switch off, that may be sold which was bought through this program. */
async function judgeSale(
  { db, ledgers }: RiskSources,
  request: OrderRequest,
  standing: Standing,
): Promise<RiskVerdict> {
  const { userId, brokerId, symbol, quantity } = request;
  const held = heldOf(await ledgers.at(db, userId, { brokerId }), symbol);
  return new Decimal(quantity).lte(held) ? { verdict: "allowed" } : deny(liveOff(standing));
}

async function judgeLimits(
  of: RiskSources,
  request: OrderRequest,
  standing: Standing,
  ctx: Context,
): Promise<RiskVerdict> {
  if (!standing.isLimited) return { verdict: "allowed" };
  const { userId, brokerId } = request;
  const limits = (await limitsOf(of.db, userId)).filter((one) => one.brokerId === null || one.brokerId === brokerId);
  const price = limits.some(({ limits }) => needsPrice(limits))
    ? await lastPriceOf({ ...of, venue: standing, symbol: request.symbol }, ctx)
    : null;
  for (const one of limits) {
    const facts = await factsOf(of, request, one, { standing, price, nowMs: ctx.clock.now() });
    const broken = brokenLimit(request, one.limits, facts);
    if (broken) return deny(broken);
  }
  return { verdict: "allowed" };
}

const NOTHING: RiskLedger = { positions: [], closings: [] };

/** As far as the limits need them: reading everything that was ever traded takes a while. */
async function factsOf(
  { db, ledgers }: RiskSources,
  { userId, brokerId }: OrderRequest,
  { brokerId: only, countedFromMs, limits }: StoredLimits,
  { standing, price, nowMs }: {
    readonly standing: Standing;
    readonly price: DecimalText | null;
    readonly nowMs: number;
  },
): Promise<RiskFacts> {
  const accounts: Accounts = only === null ? { environment: standing.environment } : { brokerId };
  const ledger = needsLedger(limits) ? await ledgers.at(db, userId, accounts) : NOTHING;
  const orders = needsOrders(limits) ? await ordersAt(db, userId, accounts, nowMs - MINUTE_MS) : [];
  return { nowMs, zone: standing.zone, countedFromMs, ledger, orders, price };
}
