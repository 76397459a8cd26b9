/**
 * What becomes of a ticket: cut to its market's steps, judged by its limits, and refused where what it buys could not be
 * protected as it asks for. Pure.
 */
import { Decimal, type DecimalText } from "./decimal.ts";
import type { Market } from "./market.ts";
import { brokenRule, cutToStep } from "./order_rules.ts";
import { exitPlan } from "./exit_plan.ts";
import { exitsNotPlaceable, wrongExits } from "./exit_rules.ts";
import { isAnyWatched } from "./exit_watch.ts";
import type { Ticket, TicketChange, TicketVerdict } from "./ticket.ts";
import type { Environment } from "./venue.ts";

/** What is known of where a ticket is for. */
export interface TicketFacts {
  readonly market: Market;
  readonly abilities: {
    readonly stopLoss: boolean;
    readonly takeProfit: boolean;
    readonly groups: boolean;
    readonly environment: Environment;
  };
  /** In quote currency; null = not known now. */
  readonly lastPrice: DecimalText | null;
  /** Free amounts of the market's two currencies; null = not known now. */
  readonly free: { readonly base: DecimalText; readonly quote: DecimalText } | null;
}

type Caution = Extract<TicketVerdict, { verdict: "ok" }>["cautions"][number];

/** Judges a ticket. Cutting goes down, never up, so that nobody buys or pays more than was asked for. */
export function judgeTicket(ticket: Ticket, facts: TicketFacts): TicketVerdict {
  const cut = cutTicket(ticket, facts.market);
  const reason = wrongTicket(cut) ?? brokenRule({ ...cut, stopPrice: null }, facts.market, facts.lastPrice) ??
    wrongExits(cut, facts.lastPrice) ?? exitsNotPlaceable(cut, facts.market);
  if (reason !== undefined) return { verdict: "denied", reason };
  return {
    verdict: "ok",
    ticket: cut,
    changes: changesOf(ticket, cut),
    value: valueOf(cut, facts.lastPrice)?.toFixed() ?? null,
    cautions: cautionsOf(cut, facts),
  };
}

function cutTicket(ticket: Ticket, { quantityStep, priceStep }: Market): Ticket {
  const { price, stopLoss, takeProfit } = ticket;
  return {
    ...ticket,
    quantity: cutToStep(ticket.quantity, quantityStep),
    price: price && cutToStep(price, priceStep),
    stopLoss: stopLoss && cutToStep(stopLoss, priceStep),
    takeProfit: takeProfit && cutToStep(takeProfit, priceStep),
  };
}

function wrongTicket({ type, price, side, stopLoss, takeProfit }: Ticket): string | undefined {
  if (type === "market" && price !== null) return `a market order has no price, not ${price}`;
  if (side === "sell" && (stopLoss ?? takeProfit) !== null) {
    return "a stop-loss and a take-profit protect what is bought; a sell order has none";
  }
}

function valueOf({ quantity, price }: Ticket, lastPrice: DecimalText | null): Decimal | null {
  const counted = price ?? lastPrice;
  return counted === null ? null : new Decimal(counted).times(quantity);
}

function cautionsOf(ticket: Ticket, { abilities, free, lastPrice }: TicketFacts): Caution[] {
  const { side, type, stopLoss, quantity } = ticket;
  const spent = side === "sell" ? new Decimal(quantity) : valueOf(ticket, lastPrice);
  const held = free && (side === "sell" ? free.base : free.quote);
  const all: [Caution, boolean][] = [
    ["market_order", type === "market"],
    ["large", spent !== null && held !== null && spent.times(2).gt(held)],
    ["watched", isAnyWatched(exitPlan(ticket, abilities, 0).watched)],
    ["unprotected", side === "buy" && stopLoss === null],
    ["live", abilities.environment === "live"],
  ];
  return all.flatMap(([caution, isSo]) => isSo ? [caution] : []);
}

function changesOf(before: Ticket, after: Ticket): TicketChange[] {
  return (["quantity", "price", "stopLoss", "takeProfit"] as const).flatMap((field) => {
    const [from, to] = [before[field], after[field]];
    return from === null || to === null || new Decimal(from).eq(to) ? [] : [{ field, from, to }];
  });
}
