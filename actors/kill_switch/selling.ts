/** Selling for a kill switch: everything that is held in an account and can be sold. */
import { listUnstopped } from "../../db/active_strategies.ts";
import { findOrder } from "../../db/orders.ts";
import { fillsAt } from "../../db/risk.ts";
import { Decimal } from "../../domain/decimal.ts";
import type { Order, OrderRequest } from "../../domain/order.ts";
import { isFinal, isRefused, isUnanswered } from "../../domain/order_life.ts";
import { isSellable } from "../../domain/order_rules.ts";
import { type OwnPosition, riskLedger } from "../../domain/risk/ledger.ts";
import { orderDeskProtocol } from "../broker_protocol.ts";
import { lastPriceOf } from "../last_price.ts";
import { portfolioProtocol } from "../portfolio_protocol.ts";
import { type AccountKill, each, PATIENT, type Problems } from "./account_kill.ts";
import { cancelOpen } from "./canceling.ts";
import { killOrderId } from "./order_id.ts";

/** Whether a strategy is at work, and sells itself. */
type IsTheirs = (activeStrategyId: string | null) => boolean;

/** Strategies at work sell what is theirs; everything else is sold here, after what protects it was called off. */
export async function sellAll(of: AccountKill): Promise<Problems> {
  const { db, userId, portfolioPath, ctx } = of;
  const working = new Set((await listUnstopped(db)).filter((one) => one.userId === userId).map(({ id }) => id));
  const isTheirs: IsTheirs = (id) => id !== null && working.has(id);
  const canceling = await cancelOpen(of, (order) => !isTheirs(order.activeStrategyId) && !isKill(order));
  const portfolio = ctx.whereis(portfolioPath, portfolioProtocol);
  const selling = await each(of, await heldAt(of, isTheirs), async (held) => {
    if (!isTheirs(held.activeStrategyId)) return await sellOne(of, held, isTheirs);
    if (!await canBeSold(of, held)) return null;
    const asked = { userId, activeStrategyId: held.activeStrategyId! };
    const done = await portfolio.ask("SellPosition", asked, PATIENT);
    return done.outcome === "refused" ? `${held.position.symbol} is not sold: ${done.reason}` : null;
  });
  return [...canceling, ...selling];
}

function isKill({ clientOrderId }: Order): boolean {
  return clientOrderId.startsWith("kill-");
}

async function heldAt({ db, userId, account }: AccountKill, isTheirs: IsTheirs): Promise<readonly OwnPosition[]> {
  const { positions } = riskLedger(await fillsAt(db, userId, { brokerId: account.id }));
  return withoutSoldByHand(positions, isTheirs).filter(({ position }) => new Decimal(position.quantity).gt(0));
}

/** What a stopped strategy has left behind may have been sold by hand since. */
function withoutSoldByHand(positions: readonly OwnPosition[], isTheirs: IsTheirs): OwnPosition[] {
  const sold = new Map<string, Decimal>();
  for (const { activeStrategyId, position: { symbol, quantity } } of positions) {
    if (activeStrategyId === null) sold.set(symbol, Decimal.max(new Decimal(quantity).neg(), 0));
  }
  return positions.map((one) => {
    const { activeStrategyId, position } = one;
    const [held, beyond] = [new Decimal(position.quantity), sold.get(position.symbol) ?? new Decimal(0)];
    if (activeStrategyId === null || isTheirs(activeStrategyId) || !held.gt(0)) return one;
    const gone = Decimal.min(held, beyond);
    sold.set(position.symbol, beyond.minus(gone));
    return { ...one, position: { ...position, quantity: held.minus(gone).toFixed() } };
  });
}

/** A rest that its market does not take stays. */
async function canBeSold(of: AccountKill, { position: { symbol, quantity } }: OwnPosition): Promise<boolean> {
  const { account, orderDeskPath, venuesPath, ctx } = of;
  const desk = ctx.whereis(orderDeskPath, orderDeskProtocol);
  const [market, price] = await Promise.all([
    desk.ask("GetMarket", { brokerId: account.id, symbol }, PATIENT),
    lastPriceOf({ venuesPath, venue: account, symbol }, ctx),
  ]);
  return market === null || isSellable(quantity, market, price);
}

async function sellOne(of: AccountKill, one: OwnPosition, isTheirs: IsTheirs): Promise<string | null> {
  const { userId, orderDeskPath, ctx } = of;
  const clientOrderId = await saleOf(of, one);
  // looked at after the sales that have ended: what they sold is no longer held
  const held = (await heldAt(of, isTheirs)).find((now) => isSame(now, one));
  if (!held || !await canBeSold(of, held)) return null;
  const { brokerId, activeStrategyId, position: { symbol, quantity } } = held;
  const request: OrderRequest = {
    clientOrderId,
    ...{ userId, brokerId, activeStrategyId, symbol, side: "sell", type: "market", quantity },
    ...{ price: null, stopPrice: null, groupId: null, purpose: "sell" },
  };
  const placed = await ctx.whereis(orderDeskPath, orderDeskProtocol).ask("PlaceOrder", request, PATIENT);
  if (isRefused(placed)) return `${symbol} is not sold: ${placed.reason ?? placed.state}`;
  return isUnanswered(placed) ? `it is not known yet whether ${symbol} is sold` : null;
}

/** The sale of a position that is under way, or the first that was not tried: one that was refused is followed by another. */
async function saleOf({ db, engagedMs }: AccountKill, one: OwnPosition): Promise<string> {
  for (let attempt = 1;; attempt++) {
    const name = killOrderId(engagedMs, one, attempt);
    const known = await findOrder(db, name);
    if (!known || !isFinal(known.state)) return name;
  }
}

function isSame(one: OwnPosition, other: OwnPosition): boolean {
  return one.activeStrategyId === other.activeStrategyId && one.position.symbol === other.position.symbol;
}
