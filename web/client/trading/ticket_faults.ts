/** What is wrong with a ticket while it is filled in, by its fields and the rules of its market. */
import { Decimal, type DecimalText } from "../../../domain/decimal.ts";
import type { Market } from "../../../domain/market.ts";
import { cutToStep } from "../../../domain/order_rules.ts";
import type { Language } from "../../i18n/mod.ts";
import { amountOf } from "./amount.ts";
import type { TicketContext, TicketField, TicketForm } from "./ticket_form.ts";

/** What is wrong with a field, before anybody is asked. */
export type FieldFault =
  | "required"
  | "no_number"
  | "not_positive"
  | "below_minimum"
  | "above_maximum"
  | "below_value"
  | "stop_above"
  | "target_below";

/** Faults by their field. */
export type Faults = Readonly<Partial<Record<TicketField, FieldFault>>>;

/** The faults of a form; none where it is a ticket that its market could take. */
export function faultsOf(form: TicketForm, { market, lastPrice, language }: TicketContext): Faults {
  const faults: Partial<Record<TicketField, FieldFault>> = {};
  const note = (field: TicketField, fault: FieldFault | undefined) => {
    if (fault) faults[field] = fault;
  };
  if (form.type === "limit") note("price", numberFault(form.price, language));
  note("quantity", numberFault(form.quantity, language));
  if (form.side === "buy") {
    for (const field of ["stopLoss", "takeProfit"] as const) {
      if (form[field].trim() !== "") note(field, numberFault(form[field], language));
    }
  }
  if (Object.keys(faults).length > 0) return faults;
  const price = form.type === "limit" ? amountOf(form.price, language) : lastPrice;
  note("quantity", quantityFault(amountOf(form.quantity, language)!, price, market));
  if (form.side === "buy" && price !== null) {
    const [stop, target] = [amountOf(form.stopLoss, language), amountOf(form.takeProfit, language)];
    if (stop !== null && new Decimal(stop).gte(price)) note("stopLoss", "stop_above");
    if (target !== null && new Decimal(target).lte(price)) note("takeProfit", "target_below");
  }
  return faults;
}

function numberFault(text: string, language: Language): FieldFault | undefined {
  if (text.trim() === "") return "required";
  const amount = amountOf(text, language);
  if (amount === null) return "no_number";
  return new Decimal(amount).gt(0) ? undefined : "not_positive";
}

function quantityFault(quantity: DecimalText, price: DecimalText | null, market: Market): FieldFault | undefined {
  const cut = new Decimal(cutToStep(quantity, market.quantityStep));
  if (cut.lt(market.minQuantity) || cut.isZero()) return "below_minimum";
  if (market.maxQuantity !== null && cut.gt(market.maxQuantity)) return "above_maximum";
  if (market.minNotional !== null && price !== null && cut.times(price).lt(market.minNotional)) return "below_value";
}
