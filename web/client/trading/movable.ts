/** What can be moved to another price: an order that stands, or an exit that no order at the venue keeps. Pure. */
import { Decimal, type DecimalText } from "../../../domain/decimal.ts";
import type { ExitName } from "../../../domain/exit_watch.ts";
import { ADOPTED_ORDER } from "../../../domain/foreign.ts";
import type { Symbol } from "../../../domain/market.ts";
import type { Order } from "../../../domain/order.ts";
import type { OrderExits } from "../../../domain/ticket.ts";
import { ticketOrderName } from "../../../domain/ticket_ids.ts";
import { currencies } from "../../format.ts";
import { fill, type Language, type Texts } from "../../i18n/mod.ts";
import { exactPrice, orderSentence } from "../../order_sentence.ts";

/** An order, or the stop or target of a ticket. */
export type Movable = { readonly order: Order } | { readonly exits: OrderExits; readonly exit: ExitName };

/** What it is, and where it stands. */
export interface Standing {
  /** Of its line on the chart. */
  readonly id: string;
  readonly symbol: Symbol;
  /** Quote currency. */
  readonly price: DecimalText | null;
  /** What a new price must be beyond: a stop below the last price, a target above it; null = it may be anywhere. */
  readonly exit: ExitName | null;
}

/**
 * Whether an order stands at a price that can be moved. Of those from elsewhere only limits: nothing would protect what is held
 * while a stop of them is placed anew.
 */
export function canMove(order: Order): boolean {
  const stands = order.state === "accepted" || order.state === "partially_filled";
  return stands && (order.price ?? order.stopPrice) !== null && !staysElsewhere(order);
}

/** Whether an order from elsewhere stays at the price where it was placed. */
export function staysElsewhere({ purpose, type }: Order): boolean {
  return purpose === ADOPTED_ORDER && type !== "limit";
}

/** How it stands. */
export function standingOf(what: Movable): Standing {
  if ("exits" in what) {
    const { exits, exit } = what;
    return { id: exitLine(exits, exit), symbol: exits.symbol, price: exitPrice(exits, exit), exit };
  }
  const { clientOrderId: id, symbol, price, stopPrice, side, type } = what.order;
  const exit = side === "sell" && type !== "limit" ? (type === "stop_loss" ? "stop" : "target") : null;
  return { id, symbol, price: price ?? stopPrice, exit };
}

/** It in one sentence, at a price. */
export function movableText(what: Movable, at: DecimalText, texts: Texts, language: Language): string {
  if ("order" in what) {
    const { order } = what;
    const moved = order.price === null ? { ...order, stopPrice: at } : { ...order, price: at };
    return orderSentence(moved, texts, language);
  }
  const { exits: { symbol }, exit } = what;
  const price = `${exactPrice(at, language)} ${currencies(symbol).quote}`;
  return fill(texts.trading.exits.sentence[exit], { symbol, price });
}

/** What a line of the chart stands for; undefined = nothing any more. */
export function movableAt(id: string, open: readonly Order[], exits: readonly OrderExits[]): Movable | undefined {
  const order = open.find(({ clientOrderId }) => clientOrderId === id);
  if (order) return { order };
  const all = exits.flatMap((one) => [{ exits: one, exit: "stop" as const }, { exits: one, exit: "target" as const }]);
  return all.find((what) => exitLine(what.exits, what.exit) === id);
}

/** What an exit of a ticket sells at, in quote currency; null = it has none. */
export function exitPrice({ stopLoss, takeProfit }: OrderExits, exit: ExitName): DecimalText | null {
  return exit === "stop" ? stopLoss : takeProfit;
}

/** The name of the line of an exit that stands at no exchange. */
export function exitLine({ clientOrderId }: OrderExits, exit: ExitName): string {
  return `${clientOrderId} ${exit}`;
}

/**
 * Who keeps an exit: `planned` until its entry is filled, `venue` where an order stands for it, else `platform`, which watches;
 * null while it is not there, not any more, or being left by.
 */
export function keeperOf(
  exits: OrderExits,
  exit: ExitName,
  open: readonly Order[],
): "planned" | "venue" | "platform" | null {
  if (exitPrice(exits, exit) === null) return null;
  if (exits.state === "waiting") return "planned";
  if (exits.state !== "working") return null;
  const stem = ticketOrderName(exits.clientOrderId)?.stem;
  const ofTicket = open.flatMap((order) => {
    const name = ticketOrderName(order.clientOrderId);
    return name?.stem === stem && name?.role !== "entry" && name ? [{ role: name.role, type: order.type }] : [];
  });
  if (ofTicket.some(({ type }) => type === "market")) return null;
  return ofTicket.some(({ role }) => role === exit) ? "venue" : "platform";
}

/** On which side of the last price a new one is wrong, so that it would be sold at once; null = it is not. */
export function wrongSide(exit: ExitName | null, to: DecimalText, lastPrice: DecimalText | null): ExitName | null {
  if (exit === null || lastPrice === null) return null;
  const isWrong = exit === "stop" ? new Decimal(to).gte(lastPrice) : new Decimal(to).lte(lastPrice);
  return isWrong ? exit : null;
}
