/** The order ticket while it is filled in: texts as typed, of which quantity and value follow each other. */
import { Decimal, type DecimalText } from "../../../domain/decimal.ts";
import type { Market } from "../../../domain/market.ts";
import { cutToStep } from "../../../domain/order_rules.ts";
import type { Ticket } from "../../../domain/ticket.ts";
import type { Language } from "../../i18n/mod.ts";
import { amountOf, fieldText } from "./amount.ts";
import { type Faults, faultsOf } from "./ticket_faults.ts";

/** The fields that hold a number, in the order of the form. */
export const TICKET_FIELDS = ["price", "quantity", "value", "stopLoss", "takeProfit"] as const;
/** A field that holds a number. */
export type TicketField = typeof TICKET_FIELDS[number];

/** What the form holds. */
export interface TicketForm extends Readonly<Record<TicketField, string>> {
  readonly side: "buy" | "sell";
  readonly type: "market" | "limit";
  /** What was typed last; the other one of the two follows it. */
  readonly led: "quantity" | "value";
}

/** What the form is filled in for. */
export interface TicketContext {
  readonly market: Market;
  /** What the market costs now; null = not known yet. */
  readonly lastPrice: DecimalText | null;
  readonly language: Language;
}

/** A form in which nothing was typed. */
export const EMPTY_FORM: TicketForm = {
  side: "buy",
  type: "limit",
  price: "",
  quantity: "",
  value: "",
  stopLoss: "",
  takeProfit: "",
  led: "quantity",
};

/** Market orders pay what the book asks, which may move: not all of a balance is offered for it. */
const MARKET_MARGIN = "0.995";

/** The form after something was typed into a field. */
export function typed(form: TicketForm, field: TicketField, text: string, context: TicketContext): TicketForm {
  const led = field === "quantity" || field === "value" ? field : form.led;
  return follow({ ...form, [field]: text, led }, context);
}

/** The form for the other side, or the other type. */
export function switched(
  form: TicketForm,
  to: Partial<Pick<TicketForm, "side" | "type">>,
  context: TicketContext,
): TicketForm {
  const next = { ...form, ...to };
  const needsPrice = next.type === "limit" && next.price === "" && context.lastPrice !== null;
  return follow(needsPrice ? { ...next, price: fieldText(context.lastPrice!, context.language) } : next, context);
}

/** The form for a share of what is free: of the quote currency for a buy, of the base currency for a sell. */
export function shared(form: TicketForm, percent: number, free: DecimalText, context: TicketContext): TicketForm {
  const share = new Decimal(free).times(percent).div(100);
  if (form.side === "sell") {
    return typed(
      form,
      "quantity",
      fieldText(cutToStep(share.toFixed(), context.market.quantityStep), context.language),
      context,
    );
  }
  const spent = form.type === "market" ? share.times(MARKET_MARGIN) : share;
  return typed(form, "value", fieldText(shownValue(spent), context.language), context);
}

/** Lets the one of quantity and value that was not typed follow the other. */
export function follow(form: TicketForm, { market, lastPrice, language }: TicketContext): TicketForm {
  const price = form.type === "limit" ? amountOf(form.price, language) : lastPrice;
  const lead = amountOf(form[form.led], language);
  const follower = form.led === "quantity" ? "value" : "quantity";
  if (price === null || lead === null || Number(price) === 0) {
    return form[form.led] === "" ? { ...form, [follower]: "" } : form;
  }
  const amount = form.led === "quantity" ? valueOf(lead, price) : quantityFor(lead, price, market.quantityStep);
  return { ...form, [follower]: fieldText(amount, language) };
}

/** quantity × price in quote currency, as it is shown: cut to two digits from 1 upwards, to eight below. */
export function valueOf(quantity: DecimalText, price: DecimalText): DecimalText {
  return shownValue(new Decimal(quantity).times(price));
}

/** The largest quantity in the market's steps that costs no more than `value`; base currency. */
export function quantityFor(value: DecimalText, price: DecimalText, step: DecimalText): DecimalText {
  const exact = new Decimal(value).div(price);
  return Number(step) === 0 ? exact.toDecimalPlaces(8, Decimal.ROUND_DOWN).toFixed() : cutToStep(exact.toFixed(), step);
}

function shownValue(value: Decimal): DecimalText {
  return value.toDecimalPlaces(value.gte(1) ? 2 : 8, Decimal.ROUND_DOWN).toFixed();
}

/** Whether a ticket asks for more than is free: of the quote currency for a buy, of the base currency for a sell. */
export function isOver(
  { side, quantity, price }: Ticket,
  free: DecimalText | null,
  lastPrice: DecimalText | null,
): boolean {
  if (free === null) return false;
  if (side === "sell") return new Decimal(quantity).gt(free);
  const at = price ?? lastPrice;
  return at !== null && new Decimal(quantity).times(at).gt(free);
}

/** The ticket that the form asks for, or what is wrong with it. */
export function ticketOf(
  form: TicketForm,
  brokerId: string,
  context: TicketContext,
): { readonly ticket: Ticket; readonly faults: null } | { readonly ticket: null; readonly faults: Faults } {
  const { language, market } = context;
  const faults = faultsOf(form, context);
  if (Object.keys(faults).length > 0) return { ticket: null, faults };
  const isBuy = form.side === "buy";
  const optional = (text: string) => text.trim() === "" ? null : amountOf(text, language);
  const ticket: Ticket = {
    brokerId,
    symbol: market.symbol,
    side: form.side,
    type: form.type,
    quantity: amountOf(form.quantity, language)!,
    price: form.type === "limit" ? amountOf(form.price, language) : null,
    stopLoss: isBuy ? optional(form.stopLoss) : null,
    takeProfit: isBuy ? optional(form.takeProfit) : null,
  };
  return { ticket, faults: null };
}
