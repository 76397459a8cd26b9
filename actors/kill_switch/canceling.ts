/** Cancelling for a kill switch. */
import type { Order } from "../../domain/order.ts";
import { isFinal } from "../../domain/order_life.ts";
import { orderDeskProtocol } from "../broker_protocol.ts";
import { type AccountKill, each, joined, PATIENT, type Problems } from "./account_kill.ts";

/** Cancels those of the open orders of an account. */
export async function cancelOpen(of: AccountKill, which: (order: Order) => boolean): Promise<Problems> {
  const { userId, account, orderDeskPath, ctx } = of;
  const desk = ctx.whereis(orderDeskPath, orderDeskProtocol);
  return await each(of, [desk], async () => {
    const open = await desk.ask("GetOpenOrders", { userId }, PATIENT);
    const theirs = open.filter((order) => order.brokerId === account.id && which(order));
    return joined(
      await each(of, theirs, async ({ clientOrderId, symbol }) => {
        const after = await desk.ask("CancelOrder", { clientOrderId }, PATIENT);
        return isFinal(after.state) ? null : `an order on ${symbol} is not canceled yet`;
      }),
    );
  });
}
