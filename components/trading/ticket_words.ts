/** The ticket's amounts and faults in words. */
import type { DecimalText } from "../../domain/decimal.ts";
import type { Market } from "../../domain/market.ts";
import type { TicketChange } from "../../domain/ticket.ts";
import type { FieldFault } from "../../web/client/trading/ticket_faults.ts";
import { decimal } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import type { PortfolioView } from "../../web/trading_services.ts";
import { valueText } from "./words.ts";

/** What is free of a currency; null while the portfolio is not known, 0 where it holds none. */
export function freeOf(portfolio: PortfolioView | null, currency: string): DecimalText | null {
  if (portfolio === null || (portfolio.failure !== null && portfolio.rows.length === 0)) return null;
  return portfolio.rows.find((row) => row.currency === currency)?.free ?? "0";
}

/** What is free, with its currency: what a buy pays with, or a sell sells. */
export function freeWords(
  side: "buy" | "sell",
  free: DecimalText,
  { base, quote }: Market,
  language: Language,
): string {
  return side === "buy" ? `${valueText(free, language)} ${quote}` : `${decimal(free, language)} ${base}`;
}

/** What is wrong with a field. */
export function faultText(
  fault: FieldFault,
  { base, quote, minQuantity, maxQuantity, minNotional }: Market,
  texts: Texts["trading"]["ticket"],
  language: Language,
): string {
  return fill(texts.faults[fault], {
    base,
    quote,
    minimum: decimal(minQuantity, language),
    maximum: decimal(maxQuantity ?? "0", language),
    value: decimal(minNotional ?? "0", language),
  });
}

/** What was cut to the market's steps; `text` has the places `field`, `from` and `to`. */
export function changeText(change: TicketChange, text: string, texts: Texts["trading"], language: Language): string {
  const { field, from, to } = change;
  return fill(text, { field: texts.ticket[field], from: decimal(from, language), to: decimal(to, language) });
}
