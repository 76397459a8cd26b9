/** From the fields of a call to the signal that they say, or to the one thing that is wrong with them. Pure. */
import { Decimal, type DecimalText } from "../decimal.ts";
import { amount as amountText } from "../ticket.ts";
import { type FieldName, type Fields, fieldsOf, type Read, shownText } from "./fields.ts";
import type { SignalAmount, WebhookAction, WebhookSignal } from "./signal.ts";

const ACTIONS: Readonly<Record<string, WebhookAction>> = {
  buy: "buy",
  long: "buy",
  sell: "sell",
  close: "close",
  exit: "close",
  flat: "close",
};
const NUMBER = /^\+?\d{1,40}(\.\d{0,40})?([eE][+-]?\d{1,2})?$/;
const SYMBOL =
  /^([\p{L}\p{N}_]{1,24}:)?([\p{L}\p{N}$._-]{1,24}(\/[\p{L}\p{N}$._-]{1,24}(:[\p{L}\p{N}$._-]{1,24})?)?)$/u;
const PLACEHOLDER = /\{\{[^{}]*\}\}/;
/** Longest name of a broker, and of an alert. */
const LONGEST_NAME = 200;
const AMOUNTS = ["quantity", "value", "percent"] as const;

/** What a field must be is wrong: ends the reading. */
class Wrong extends Error {}

/** Reads a body. */
export function readSignal(body: string): Read<WebhookSignal> {
  const fields = fieldsOf(body);
  if ("refused" in fields) return fields;
  try {
    return { value: signalOf(fields.value) };
  } catch (error) {
    if (error instanceof Wrong) return { refused: error.message };
    throw error;
  }
}

function signalOf(fields: Fields): WebhookSignal {
  for (const [name, text] of Object.entries(fields)) refuseUnfilled(name as FieldName, text);
  const { action, isOfPosition } = actionOf(fields);
  const type = typeOf(fields);
  const signal: WebhookSignal = {
    action,
    symbol: symbolOf(fields),
    amount: amountOf(fields),
    type,
    price: numberOf(fields, "price"),
    stopLoss: numberOf(fields, "stopLoss"),
    takeProfit: numberOf(fields, "takeProfit"),
    broker: nameOf(fields, "broker"),
    id: nameOf(fields, "id"),
    timeMs: timeOf(fields),
  };
  return action === "close" ? closing(signal, isOfPosition) : opening(signal);
}

/** An entry or a plain sale. */
function opening(signal: WebhookSignal): WebhookSignal {
  const { action, amount, type, price, stopLoss, takeProfit } = signal;
  if (amount === null) throw new Wrong(`quantity is missing, expected one of ${AMOUNTS.join(", ")}`);
  if (type === "limit" && price === null) throw new Wrong("price is missing, expected the price of the limit order");
  if (action === "sell" && stopLoss !== null) throw wrongOfSale("stopLoss", stopLoss);
  if (action === "sell" && takeProfit !== null) throw wrongOfSale("takeProfit", takeProfit);
  return { ...signal, price: type === "market" ? null : price };
}

/** What a strategy's own position says beside `flat` is about the order that it made; whoever writes `close` means all. */
function closing(signal: WebhookSignal, isOfPosition: boolean): WebhookSignal {
  const extra = (["amount", "stopLoss", "takeProfit"] as const).find((name) => signal[name] !== null);
  if (!isOfPosition && extra !== undefined) {
    const field = extra === "amount" ? signal.amount!.by : extra;
    throw new Wrong(`${field} is given, expected none: close sells all that this webhook has bought`);
  }
  if (!isOfPosition && signal.type === "limit") {
    throw new Wrong(`type is "limit", expected "market": close sells at once`);
  }
  return { ...signal, amount: null, type: "market", price: null, stopLoss: null, takeProfit: null };
}

function wrongOfSale(field: string, text: string): Wrong {
  return new Wrong(`${field} is ${text}, expected none: it protects what is bought, not what is sold`);
}

function refuseUnfilled(name: FieldName, text: string): void {
  const [placeholder] = PLACEHOLDER.exec(text) ?? [];
  if (placeholder === undefined) return;
  throw new Wrong(`${name} is ${shownText(text)}, expected a value: the placeholder was not filled in`);
}

/** `position` is what a strategy holds after its order: flat = the position is closed, whatever the order was. */
function actionOf({ action: text, position }: Fields): { action: WebhookAction; isOfPosition: boolean } {
  const action = text === undefined ? undefined : ACTIONS[text.toLowerCase()];
  if (text !== undefined && action === undefined) {
    throw new Wrong(`action is ${shownText(text)}, expected buy, sell or close`);
  }
  const held = position?.toLowerCase();
  if (held === "flat") return { action: "close", isOfPosition: action !== "close" };
  if (held !== undefined && held !== "long") {
    throw new Wrong(`position is ${shownText(position!)}, expected long or flat: nothing is sold short here`);
  }
  if (action === undefined) throw new Wrong("action is missing, expected buy, sell or close");
  return { action, isOfPosition: false };
}

function typeOf({ type: text, price }: Fields): WebhookSignal["type"] {
  const type = text?.toLowerCase() ?? "market";
  if (type !== "market" && type !== "limit") throw new Wrong(`type is ${shownText(text!)}, expected market or limit`);
  if (text === undefined && price !== undefined) {
    throw new Wrong(`price is ${shownText(price)}, expected type=limit beside it, or no price for a market order`);
  }
  return type;
}

function symbolOf({ symbol: text }: Fields): string {
  if (text === undefined) throw new Wrong("symbol is missing, expected one such as BTC/USDT or BTCUSDT");
  const [, , symbol] = SYMBOL.exec(text) ?? [];
  if (symbol === undefined) throw new Wrong(`symbol is ${shownText(text)}, expected one such as BTC/USDT or BTCUSDT`);
  if (/\.P$/i.test(symbol)) throw new Wrong(`symbol is ${shownText(text)}, a perpetual: expected a spot market`);
  return symbol;
}

function amountOf(fields: Fields): SignalAmount | null {
  const given = AMOUNTS.filter((by) => fields[by] !== undefined);
  if (given.length > 1) throw new Wrong(`${given.join(" and ")} are given, expected one of them`);
  const [by] = given;
  if (by === undefined) return null;
  const amount = numberOf(fields, by)!;
  if (by === "percent" && new Decimal(amount).gt(100)) throw new Wrong(`percent is ${amount}, expected at most 100`);
  return { by, amount };
}

function numberOf(fields: Fields, name: FieldName): DecimalText | null {
  const text = fields[name];
  if (text === undefined) return null;
  const number = NUMBER.test(text) ? new Decimal(text) : undefined;
  const plain = number?.toFixed();
  if (!number?.gt(0) || !amountText.safeParse(plain).success) {
    throw new Wrong(`${name} is ${shownText(text)}, expected a number above 0 such as 28366.61`);
  }
  return plain!;
}

function nameOf(fields: Fields, name: "broker" | "id"): string | null {
  const text = fields[name];
  if (text === undefined || text === "") return null;
  if (text.length > LONGEST_NAME) {
    throw new Wrong(`${name} is ${shownText(text)}, expected at most ${LONGEST_NAME} characters`);
  }
  return text;
}

/** ISO 8601 with its zone, or whole seconds or milliseconds since 1970. */
function timeOf({ time: text }: Fields): number | null {
  if (text === undefined) return null;
  const seconds = /^\d{10}$/.test(text) ? Number(text) * 1_000 : undefined;
  const ms = /^\d{13}$/.test(text) ? Number(text) : undefined;
  const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/.test(text)
    ? Date.parse(text)
    : undefined;
  const timeMs = seconds ?? ms ?? iso;
  if (timeMs === undefined || !Number.isFinite(timeMs)) {
    throw new Wrong(`time is ${shownText(text)}, expected one such as 2026-11-21T09:30:00Z`);
  }
  return timeMs;
}
