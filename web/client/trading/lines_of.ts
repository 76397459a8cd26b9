/** Which lines a chart shows: the open orders of its market, and the exits that stand at no exchange: planned, or watched. */
import type { DecimalText } from "../../../domain/decimal.ts";
import type { Symbol } from "../../../domain/market.ts";
import type { Order } from "../../../domain/order.ts";
import type { OrderExits } from "../../../domain/ticket.ts";
import type { Texts } from "../../i18n/mod.ts";
import type { ChartLine } from "./chart_lines.ts";
import { canMove, exitLine, exitPrice, keeperOf } from "./movable.ts";

const EXITS = ["stop", "target"] as const;

/** The lines of a market; `preview` shows one of them at another price. */
export function linesOf(
  orders: readonly Order[],
  exits: readonly OrderExits[],
  symbol: Symbol | null,
  preview: { readonly id: string; readonly price: DecimalText } | null,
  { trading: { chart }, bot }: Texts,
): ChartLine[] {
  const standing = orders.filter((order) => order.symbol === symbol).flatMap((order): ChartLine[] => {
    const price = order.price ?? order.stopPrice;
    if (price === null || order.type === "market") return [];
    return [{
      id: order.clientOrderId,
      price: preview?.id === order.clientOrderId ? preview.price : price,
      label: `${bot.side[order.side]} ${chart.line[order.type]}`,
      tone: order.type === "stop_loss" ? "stop" : order.type === "take_profit" ? "target" : order.side,
      isMovable: canMove(order),
    }];
  });
  const kept = exits.filter((one) => one.symbol === symbol).flatMap((one) =>
    EXITS.flatMap((exit): ChartLine[] => {
      const keeper = keeperOf(one, exit, orders);
      const price = exitPrice(one, exit);
      if (price === null || keeper === null || keeper === "venue") return [];
      const id = exitLine(one, exit);
      const at = preview?.id === id ? preview.price : price;
      return [{ id, price: at, label: chart[keeper][exit], tone: exit, isMovable: true }];
    })
  );
  return [...standing, ...kept];
}
