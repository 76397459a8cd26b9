/** The steps of a kill switch; each may be done again. They answer what could not be done, in words. */
import { activeStrategiesOf, listUnstopped } from "../../db/active_strategies.ts";
import { brokersOf } from "../../db/brokers.ts";
import type { Db } from "../../db/db.ts";
import { findOrder } from "../../db/orders.ts";
import { fillsAt } from "../../db/risk.ts";
import { Decimal } from "../../domain/decimal.ts";
import type { Order, OrderRequest, OrderState } from "../../domain/order.ts";
import { isFinal, isRefused } from "../../domain/order_life.ts";
import { cutToStep } from "../../domain/order_rules.ts";
import { type OwnPosition, riskLedger } from "../../domain/risk/ledger.ts";
import { isExit } from "../../domain/risk/opening.ts";
import { orderDeskProtocol } from "../broker_protocol.ts";
import { portfolioProtocol } from "../portfolio_protocol.ts";
import { type ActorContext, AskError } from "../runtime/mod.ts";
import { killOrderId } from "./order_id.ts";

/** Whose kill switch it is, and since when it is on, UTC ms. */
export interface Kill {
  readonly userId: string;
  readonly engagedMs: number;
  readonly sells: boolean;
}

/** What the steps stand on. */
export interface KillParts {
  readonly db: Db;
  readonly orderDeskPath: string;
  readonly portfolioPath: string;
}

type Context = Pick<ActorContext, "whereis">;
type Problems = readonly string[];

/** The desk asks exchanges, one order after the other. */
const PATIENT = { timeout: "25s" } as const;
/** Of an order of which nobody knows whether its exchange has it. */
const UNANSWERED: ReadonlySet<OrderState> = new Set(["intended", "submitted", "unknown"]);

/** Suspends, cancels and, where it is asked for, sells. Answers what could not be done. */
export async function carryOut(parts: KillParts, kill: Kill, ctx: Context): Promise<Problems> {
  const suspending = await suspendAll(parts, kill, ctx);
  const canceling = await cancelOpen(parts, kill, ctx, (order) => !isExit(order));
  const sellers = kill.sells ? [sellAll] : [];
  const selling = await each(sellers, async (sell) => joined(await sell(parts, kill, ctx)));
  return [...suspending, ...canceling, ...selling];
}

async function suspendAll({ db, portfolioPath }: KillParts, { userId }: Kill, ctx: Context): Promise<Problems> {
  const portfolio = ctx.whereis(portfolioPath, portfolioProtocol);
  const working = (await activeStrategiesOf(db, userId)).filter(({ isActive }) => isActive);
  return await each(working, async ({ id, symbol }) => {
    const done = await portfolio.ask("SuspendStrategy", { userId, activeStrategyId: id }, PATIENT);
    return done.outcome === "refused" ? `the strategy on ${symbol} is not suspended: ${done.reason}` : null;
  });
}

async function cancelOpen(
  { orderDeskPath }: KillParts,
  { userId }: Kill,
  ctx: Context,
  which: (order: Order) => boolean,
): Promise<Problems> {
  const desk = ctx.whereis(orderDeskPath, orderDeskProtocol);
  return await each([desk], async () => {
    const open = (await desk.ask("GetOpenOrders", { userId }, PATIENT)).filter(which);
    return joined(
      await each(open, async ({ clientOrderId, symbol }) => {
        const after = await desk.ask("CancelOrder", { clientOrderId }, PATIENT);
        return isFinal(after.state) ? null : `an order on ${symbol} is not canceled yet`;
      }),
    );
  });
}

/** Strategies at work sell what is theirs; everything else is sold here, after what protects it was called off. */
async function sellAll(parts: KillParts, kill: Kill, ctx: Context): Promise<Problems> {
  const { db, portfolioPath } = parts;
  const { userId } = kill;
  const working = new Set((await listUnstopped(db)).filter((of) => of.userId === userId).map(({ id }) => id));
  const isTheirs = (id: string | null) => id !== null && working.has(id);
  const canceling = await cancelOpen(parts, kill, ctx, (order) => !isTheirs(order.activeStrategyId) && !isKill(order));
  const brokers = await brokersOf(db, userId);
  const positions = (await Promise.all(brokers.map(({ id }) => sellable(parts, kill, id, ctx)))).flat();
  const portfolio = ctx.whereis(portfolioPath, portfolioProtocol);
  const selling = await each(positions, async (held) => {
    if (!isTheirs(held.activeStrategyId)) return await sellOne(parts, kill, held, ctx);
    const of = { userId, activeStrategyId: held.activeStrategyId! };
    const done = await portfolio.ask("SellPosition", of, PATIENT);
    return done.outcome === "refused" ? `${held.position.symbol} is not sold: ${done.reason}` : null;
  });
  return [...canceling, ...selling];
}

function isKill({ clientOrderId }: Order): boolean {
  return clientOrderId.startsWith("kill-");
}

/** What is held in an account and can be sold: a rest below the market's minimum stays. */
async function sellable(
  { db, orderDeskPath }: KillParts,
  { userId }: Kill,
  brokerId: string,
  ctx: Context,
): Promise<readonly OwnPosition[]> {
  const desk = ctx.whereis(orderDeskPath, orderDeskProtocol);
  const found: OwnPosition[] = [];
  const { positions } = riskLedger(await fillsAt(db, userId, { brokerId }));
  for (const held of positions) {
    const { quantity, symbol } = held.position;
    if (!new Decimal(quantity).gt(0)) continue;
    const market = await desk.ask("GetMarket", { brokerId, symbol }, PATIENT);
    const whole = market ? cutToStep(quantity, market.quantityStep) : quantity;
    if (new Decimal(whole).gt(0) && !new Decimal(whole).lt(market?.minQuantity ?? 0)) found.push(held);
  }
  return found;
}

async function sellOne(parts: KillParts, kill: Kill, of: OwnPosition, ctx: Context): Promise<string | null> {
  const { orderDeskPath } = parts;
  const { userId } = kill;
  const clientOrderId = await saleOf(parts, kill, of);
  // looked at after the sales that have ended: what they sold is no longer held
  const held = (await sellable(parts, kill, of.brokerId, ctx)).find((now) => isSame(now, of));
  if (!held) return null;
  const { brokerId, activeStrategyId, position: { symbol, quantity } } = held;
  const request: OrderRequest = {
    clientOrderId,
    ...{ userId, brokerId, activeStrategyId, symbol, side: "sell", type: "market", quantity },
    ...{ price: null, stopPrice: null, groupId: null, purpose: "sell" },
  };
  const placed = await ctx.whereis(orderDeskPath, orderDeskProtocol).ask("PlaceOrder", request, PATIENT);
  if (isRefused(placed)) return `${symbol} is not sold: ${placed.reason ?? placed.state}`;
  return UNANSWERED.has(placed.state) ? `it is not known yet whether ${symbol} is sold` : null;
}

/** The sale of a position that is under way, or the first that was not tried: one that was refused is followed by another. */
async function saleOf({ db }: KillParts, { engagedMs }: Kill, of: OwnPosition): Promise<string> {
  for (let attempt = 1;; attempt++) {
    const name = killOrderId(engagedMs, of, attempt);
    const known = await findOrder(db, name);
    if (!known || !isFinal(known.state)) return name;
  }
}

function isSame(one: OwnPosition, other: OwnPosition): boolean {
  return one.brokerId === other.brokerId && one.activeStrategyId === other.activeStrategyId &&
    one.position.symbol === other.position.symbol;
}

/** Does something to each, one after the other; who does not answer is a problem in words. */
async function each<T>(all: readonly T[], act: (of: T) => Promise<string | null>): Promise<Problems> {
  const problems: string[] = [];
  for (const of of all) {
    try {
      const problem = await act(of);
      if (problem !== null) problems.push(problem);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      problems.push(error.message);
    }
  }
  return problems;
}

function joined(problems: Problems): string | null {
  return problems.length === 0 ? null : problems.join("; ");
}
