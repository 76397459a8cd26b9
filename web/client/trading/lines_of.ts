/** Which lines a chart shows: the open orders of its market, and the exits that wait for their entry. */
import type { DecimalText } from "../../../domain/decimal.ts";
import { ADOPTED_ORDER } from "../../../domain/foreign.ts";
import type { Symbol } from "../../../domain/market.ts";
import type { Order } from "../../../domain/order.ts";
import type { OrderExits } from "../../../domain/ticket.ts";
import type { Texts } from "../../i18n/mod.ts";
import type { ChartLine } from "./chart_lines.ts";

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
      isMovable: isStanding(order) && order.purpose !== ADOPTED_ORDER,
    }];
  });
  const planned = exits.filter((one) => one.symbol === symbol && one.state === "waiting").flatMap((one) => [
    ...lineOf(one, one.stopLoss, "stop", chart.planned.stopLoss),
    ...lineOf(one, one.takeProfit, "target", chart.planned.takeProfit),
  ]);
  return [...standing, ...planned];
}

function isStanding({ state }: Order): boolean {
  return state === "accepted" || state === "partially_filled";
}

function lineOf(of: OrderExits, price: DecimalText | null, tone: "stop" | "target", label: string): ChartLine[] {
  return price === null ? [] : [{ id: `${of.clientOrderId} ${tone}`, price, label, tone, isMovable: false }];
}
