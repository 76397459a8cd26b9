/** The guard and the order desk: handing orders to it, and taking its word into the ledger. */
import type { Order, OrderRequest } from "../../domain/order.ts";
import { orderDeskProtocol } from "../broker_protocol.ts";
import { AskError } from "../runtime/mod.ts";
import { type Account, type Guard, type GuardContext, notify } from "./guard.ts";
import { withOrder } from "./ledger.ts";

/** When the desk does not answer. */
const TRY_AGAIN = "1s";
/** Longer than the desk waits for a broker. */
const DESK_MS = 15_000;

/** Hands an order to the desk; undefined = no answer: the account is read anew, since the desk's word is in the database. */
export async function placeOrder(
  guard: Guard,
  account: Account,
  request: OrderRequest,
  ctx: GuardContext,
): Promise<Order | undefined> {
  const ask = async (desk: OrderDesk) => [await desk.ask("PlaceOrder", request, { timeout: DESK_MS })];
  return (await askDesk(guard, account, ctx, ask))?.[0];
}

/** Hands stop and target to the desk at once; undefined = no answer. */
export async function placeGroup(
  guard: Guard,
  account: Account,
  orders: [OrderRequest, OrderRequest],
  ctx: GuardContext,
): Promise<readonly Order[] | undefined> {
  return await askDesk(
    guard,
    account,
    ctx,
    (desk) => desk.ask("PlaceGroup", { orders }, { timeout: DESK_MS }),
  );
}

/** Calls off every order that stands, since they lock what is to be sold. Answers why what is held must not be sold yet, or null. */
export async function cancelStanding(guard: Guard, account: Account, ctx: GuardContext): Promise<string | null> {
  for (const standing of account.ledger.open.values()) {
    const now = await cancelOrder(guard, account, standing, ctx);
    if (!now) return "the order desk does not answer";
    if (now.filledQuantity !== standing.filledQuantity) return `order "${now.clientOrderId}" was filled meanwhile`;
  }
  return null;
}

async function cancelOrder(guard: Guard, account: Account, { clientOrderId }: Order, ctx: GuardContext) {
  const ask = async (desk: OrderDesk) => [await desk.ask("CancelOrder", { clientOrderId }, { timeout: DESK_MS })];
  return (await askDesk(guard, account, ctx, ask))?.[0];
}

/** Whether an order never came to be. */
export function isRefused({ state }: Order): boolean {
  return state === "denied" || state === "rejected";
}

/** Tells its user that an order never came to be, and why. */
export function tellIfRefused(guard: Guard, order: Order, ctx: GuardContext): void {
  if (!isRefused(order)) return;
  const { state, purpose, reason } = order;
  const key = state === "denied" ? "order_denied" : "order_rejected";
  notify(guard, ctx, "warning", key, { purpose, reason: reason ?? "" });
}

type OrderDesk = ReturnType<typeof deskAt>;

async function askDesk(
  { args }: Guard,
  account: Account,
  ctx: GuardContext,
  ask: (desk: OrderDesk) => Promise<readonly Order[]>,
): Promise<readonly Order[] | undefined> {
  try {
    const now = await ask(deskAt(args.orderDeskPath, ctx));
    for (const one of now) account.ledger = withOrder(account.ledger, one, null);
    return now;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    ctx.log.error("The order desk does not answer", { why: error.message });
    ctx.after(TRY_AGAIN, "ReadLedger");
    return undefined;
  }
}

/** The order desk. */
export function deskAt(path: string, ctx: GuardContext) {
  return ctx.whereis(path, orderDeskProtocol);
}
