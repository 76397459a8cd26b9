/** What the exchange did to its clients' orders, as it happened by this machine's clock. */
import type { ClientEvent } from "../exchanges/demo/trading/accounts.ts";
import type { Execution, Order } from "../exchanges/demo/trading/order.ts";
import type { DemoExchange } from "../exchanges/demo/exchange.ts";
import type { Moment, Moments } from "./moments.ts";

/** One change of an order. */
export interface OrderNote {
  /** This machine's time, ms. */
  readonly atMs: number;
  readonly accountId: number;
  readonly order: Order;
  readonly execution: Execution | null;
}

const MOMENT_OF: Readonly<Record<string, Moment>> = { NEW: "order", TRADE: "fill", CANCELED: "cancel" };

/** Keeps every change of an order from now on, and tells of the moment. */
export function keepOrders({ desk }: DemoExchange, moments: Moments): OrderNote[] {
  const notes: OrderNote[] = [];
  desk.listen((event: ClientEvent) => {
    if (event.kind !== "OrderChanged") return;
    const { accountId, order, execution, type } = event;
    notes.push({ atMs: Date.now(), accountId, order, execution });
    const moment = MOMENT_OF[type];
    if (moment !== undefined) moments.tell(moment);
  });
  return notes;
}
