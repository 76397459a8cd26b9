/** Leaving a position because somebody wants to: a decision of its strategy, or its user. */
import type { Order } from "../../domain/order.ts";
import { isRefused, isUnanswered } from "../../domain/order_life.ts";
import { cancelStanding, placeAlone, tellIfRefused } from "../active_strategy/desk_orders.ts";
import { holds } from "../active_strategy/ledger.ts";
import { closingRequest } from "../active_strategy/order_plan.ts";
import { readAccount } from "./books.ts";
import { saleOf } from "./needed_exits.ts";
import { protect } from "./protecting.ts";
import type { OpenPosition, PositionContext } from "./state.ts";
import { isSettled } from "./unanswered.ts";

const NO_ANSWER = "the order desk does not answer";

/** Calls off what stands, then closes at the market, unless it is being left already. */
export async function close(
  position: OpenPosition,
  { timeMs, purpose }: { readonly timeMs: number; readonly purpose: "exit" | "sell" },
  ctx: PositionContext,
): Promise<{ reason: string | null }> {
  const account = position.account ?? await readAccount(position, ctx);
  if (!account) return { reason: "its books cannot be read now" };
  if (!await isSettled(position, account, ctx)) return { reason: NO_ANSWER };
  const { activeStrategy } = position.args;
  const { clientOrderId } = closingRequest(activeStrategy, account.ledger.position, timeMs, purpose);
  const known = position.orders.get(clientOrderId);
  if (known) return { reason: whyNotSold(known) };
  if (!holds(account.ledger, account.market, position.price)) return { reason: "nothing is held" };
  const sale = saleOf(account);
  if (sale) return { reason: whyNotSold(sale) };
  const why = await cancelStanding(position, account, ctx);
  if (why !== null) return { reason: why };
  const request = closingRequest(activeStrategy, account.ledger.position, timeMs, purpose);
  const placed = await placeAlone(position, account, request, ctx);
  if (!placed) return { reason: NO_ANSWER };
  tellIfRefused(position, placed, ctx);
  await protect(position, account, ctx);
  return { reason: whyNotSold(placed) };
}

function whyNotSold(sale: Order): string | null {
  if (isRefused(sale)) return sale.reason;
  return isUnanswered(sale) ? "it is not known yet whether its venue has the sale" : null;
}
