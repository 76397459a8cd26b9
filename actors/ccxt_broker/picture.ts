/** What stands in the account, asked of the exchange: who has placed an order is known by whether we were ever asked about it. */
import type { Symbol } from "../../domain/market.ts";
import type { AccountPicture } from "../broker_protocol.ts";
import type { Context, State } from "./state.ts";

/** Balances, and the open orders that nobody has asked this broker about; null = the exchange does not answer. */
export async function pictureOf(
  state: State,
  symbols: readonly Symbol[],
  ctx: Context,
): Promise<AccountPicture | null> {
  const { broker, tracker } = state;
  try {
    const orders = await broker.openOrders(symbols);
    state.balances = await broker.balances();
    return { orders: orders.filter((order) => tracker.nameOf(order) === null), balances: state.balances };
  } catch (error) {
    ctx.log.warn("The exchange does not tell what stands in the account", { why: broker.wordsOf(error) });
    return null;
  }
}
