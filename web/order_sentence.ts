/** An order in one sentence. */
import type { DecimalText } from "../domain/decimal.ts";
import type { Order } from "../domain/order.ts";
import { currencies, decimal, price, priceDigits } from "./format.ts";
import { fill, type Language, type Texts } from "./i18n/mod.ts";

/** What an order is made of, for its sentence. */
export type OrderLike = Pick<Order, "symbol" | "side" | "type" | "quantity" | "price" | "stopPrice">;

/** `Achat 0,1 BTC à 20 000,00 USDT`, `Vente 0,1 BTC stop à 19 000,00 USDT`. */
export function orderSentence(order: OrderLike, texts: Texts, language: Language): string {
  const { base, quote } = currencies(order.symbol);
  const at = order.price ?? order.stopPrice;
  const kind = order.type === "stop_loss" || order.type === "take_profit" ? ` ${texts.bot.type[order.type]}` : "";
  const where = at === null
    ? texts.trading.confirm.atMarket
    : fill(texts.trading.confirm.atPrice, { price: exactPrice(at, language), quote });
  return fill(texts.trading.confirm.order, {
    side: capital(texts.bot.side[order.side]),
    quantity: decimal(order.quantity, language),
    base: base + kind,
    at: where,
  });
}

/** A price with the digits that it has, and at least its market's usual ones: what somebody typed is not rounded away. */
export function exactPrice(text: DecimalText, language: Language): string {
  const own = text.replace(/\.?0+$/, "").split(".")[1]?.length ?? 0;
  return text.includes(".") && own > priceDigits(text) ? decimal(text, language) : price(text, language);
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
