/** A strategy and the order desk: handing orders to it, and taking its word into the ledger. */
import type { Order, OrderRequest } from "../../domain/order.ts";
import { isFinal, isRefused } from "../../domain/order_life.ts";
import { orderDeskProtocol } from "../broker_protocol.ts";
import { type ActorContext, AskError } from "../runtime/mod.ts";
import { type Ledger, withOrder } from "./ledger.ts";
import { notify, type OfStrategy } from "./notify.ts";

/** When the desk does not answer. */
const TRY_AGAIN = "1s";
/** Longer than the desk waits for a broker. */
const DESK_MS = 15_000;

/** Whoever hands orders to the desk. */
export interface Trader extends OfStrategy {
  readonly args: OfStrategy["args"] & { readonly orderDeskPath: string };
}
/** One with orders that are begun only while no other is unanswered. */
export interface LoneTrader extends Trader {
  /** An order to which the order desk did not answer; null = there is none. */
  unanswered: OrderRequest | null;
}
/** The context of a trader, which reads its ledger anew where the desk did not answer. */
export type TraderContext = Pick<
  ActorContext<{ ReadLedger: Record<never, never> }>,
  "after" | "clock" | "log" | "publish" | "whereis"
>;
/** What a trader knows of its orders. */
export interface OrderBooks {
  ledger: Ledger;
}

/** Tells the desk that an order may follow in a moment, which leaves the position or enters one. */
export function expectOrder({ args }: Trader, isExit: boolean, ctx: Pick<TraderContext, "whereis">): void {
  const { id, userId, brokerId, symbol } = args.activeStrategy;
  deskAt(args.orderDeskPath, ctx).tell("ExpectOrder", { userId, brokerId, symbol, activeStrategyId: id, isExit });
}

/** Hands an order to the desk; undefined = no answer: the account is read anew, since the desk's word is in the database. */
export async function placeOrder(
  trader: Trader,
  books: OrderBooks,
  request: OrderRequest,
  ctx: TraderContext,
): Promise<Order | undefined> {
  const ask = async (desk: OrderDesk) => [await desk.ask("PlaceOrder", request, { timeout: DESK_MS })];
  return (await askDesk(trader, books, ctx, ask))?.[0];
}

/** Hands an order to the desk beside which no other may begin; without an answer it is kept until it is settled. */
export async function placeAlone(
  trader: LoneTrader,
  books: OrderBooks,
  request: OrderRequest,
  ctx: TraderContext,
): Promise<Order | undefined> {
  const placed = await placeOrder(trader, books, request, ctx);
  if (!placed) trader.unanswered = request;
  return placed;
}

/** Has the desk store an order that is not sent, and why; undefined = no answer. */
export async function denyOrder(
  trader: Trader,
  books: OrderBooks,
  denied: { readonly request: OrderRequest; readonly reason: string },
  ctx: TraderContext,
): Promise<Order | undefined> {
  const ask = async (desk: OrderDesk) => [await desk.ask("DenyOrder", denied, { timeout: DESK_MS })];
  return (await askDesk(trader, books, ctx, ask))?.[0];
}

/**
 * Settles an order to which the desk did not answer, and which may still wait there: it is denied, unless it was begun meanwhile;
 * either way it is known then. Null = there was none; undefined = no answer yet, it is asked again with the ledger.
 */
export async function settle(
  trader: LoneTrader,
  books: OrderBooks,
  ctx: TraderContext,
): Promise<Order | null | undefined> {
  if (trader.unanswered === null) return null;
  const denied = { request: trader.unanswered, reason: "the order desk did not answer in time" };
  const known = await denyOrder(trader, books, denied, ctx);
  if (known) trader.unanswered = null;
  return known;
}

/**
 * Waits until what was handed to the desk before is in the books. For whoever begins anew after a fall: an order that waits
 * there is neither in the books yet nor remembered by anybody else.
 * @throws {AskError} when the desk does not answer.
 */
export async function booksAreWhole({ args }: Trader, ctx: Pick<TraderContext, "whereis">): Promise<void> {
  const { userId } = args.activeStrategy;
  await deskAt(args.orderDeskPath, ctx).ask("GetOpenOrders", { userId }, { timeout: DESK_MS });
}

/** Hands stop and target to the desk at once; undefined = no answer. */
export async function placeGroup(
  trader: Trader,
  books: OrderBooks,
  orders: [OrderRequest, OrderRequest],
  ctx: TraderContext,
): Promise<readonly Order[] | undefined> {
  return await askDesk(trader, books, ctx, (desk) => desk.ask("PlaceGroup", { orders }, { timeout: DESK_MS }));
}

/** Calls off every order that stands, since they lock what is to be sold. Answers why what is held must not be sold yet, or null. */
export async function cancelStanding(trader: Trader, books: OrderBooks, ctx: TraderContext): Promise<string | null> {
  for (const standing of books.ledger.open.values()) {
    const now = await cancelOrder(trader, books, standing, ctx);
    if (!now) return "the order desk does not answer";
    if (now.filledQuantity !== standing.filledQuantity) return `order "${now.clientOrderId}" was filled meanwhile`;
    if (!isFinal(now.state)) return `it is not known yet that order "${now.clientOrderId}" is canceled`;
  }
  return null;
}

async function cancelOrder(trader: Trader, books: OrderBooks, { clientOrderId }: Order, ctx: TraderContext) {
  const ask = async (desk: OrderDesk) => [await desk.ask("CancelOrder", { clientOrderId }, { timeout: DESK_MS })];
  return (await askDesk(trader, books, ctx, ask))?.[0];
}

/** Tells its user that an order never came to be, and why. */
export function tellIfRefused(trader: Trader, order: Order, ctx: TraderContext): void {
  if (!isRefused(order)) return;
  const { state, purpose, reason } = order;
  const key = state === "denied" ? "order_denied" : "order_rejected";
  notify(trader, ctx, "warning", key, { purpose, reason: reason ?? "" });
}

type OrderDesk = ReturnType<typeof deskAt>;

async function askDesk(
  { args }: Trader,
  books: OrderBooks,
  ctx: TraderContext,
  ask: (desk: OrderDesk) => Promise<readonly Order[]>,
): Promise<readonly Order[] | undefined> {
  try {
    const now = await ask(deskAt(args.orderDeskPath, ctx));
    for (const one of now) books.ledger = withOrder(books.ledger, one, null);
    return now;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    ctx.log.error("The order desk does not answer", { why: error.message });
    ctx.after(TRY_AGAIN, "ReadLedger");
    return undefined;
  }
}

/** The order desk. */
export function deskAt(path: string, ctx: Pick<ActorContext, "whereis">) {
  return ctx.whereis(path, orderDeskProtocol);
}
