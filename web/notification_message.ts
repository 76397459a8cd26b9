/** What is told outside of the page, in the words and times of its user. */
import type { Notification } from "../db/notifications.ts";
import type { Preferences } from "../db/preferences.ts";
import type { Message } from "../notify/message.ts";
import { currencies, decimal, price, signed } from "./format.ts";
import { fill, type Language, type Texts, textsOf } from "./i18n/mod.ts";
import { noticeText } from "./notice_text.ts";
import { timesOf } from "./times.ts";

/** A person reads no more of one message. */
const MOST_LINES = 25;
const MONEY_DIGITS = 2;

type Words = Texts["notifications"];

/** One message about all that is told. @param dropped how many more happened and were not kept. */
export function messageOf(
  told: readonly Notification[],
  { language, timeZone }: { readonly language: Language; readonly timeZone: Preferences["timeZone"] },
  dropped: number,
): Message {
  const texts = textsOf(language);
  const { message, eventNames } = texts.notifications;
  const times = timesOf(timeZone);
  const items = told.map(({ id, event, level, key, parameters, timeMs }) => ({
    ...{ id, event, level, key, parameters, timeMs },
    text: notificationText({ key, parameters }, language),
  }));
  const lines = items.slice(0, MOST_LINES).map(({ timeMs, text }) =>
    fill(message.line, { time: times.dateSecondTime(timeMs), text })
  );
  const more = items.length - lines.length + dropped;
  const count = items.length + dropped;
  const [first] = items;
  return {
    title: count === 1 && first !== undefined
      ? fill(message.one, { event: eventNames[first.event] })
      : fill(message.many, { count }),
    lines: more === 0 ? lines : [...lines, fill(message.more, { count: more })],
    items,
    isTest: false,
  };
}

/** A message that says nothing but that it has arrived. */
export function testMessage(language: Language): Message {
  const { message } = textsOf(language).notifications;
  return { title: message.test, lines: [message.testText], items: [], isTest: true };
}

/** What happened, in a sentence. */
export function notificationText(
  { key, parameters }: Pick<Notification, "key" | "parameters">,
  language: Language,
): string {
  const texts = textsOf(language);
  const sentence = sentenceOf(key, parameters, texts.notifications.told);
  if (sentence === undefined) return noticeText({ key, parameters }, texts, language);
  return fill(sentence, valuesOf(parameters, language));
}

/** Undefined for what the page tells, too. */
function sentenceOf(key: string, parameters: Notification["parameters"], told: Words["told"]): string | undefined {
  const isClosed = parameters.profit !== undefined;
  switch (key) {
    case "order_filled":
      return isClosed ? told.order_closed : told.order_filled;
    case "stop_hit":
      return isClosed ? told.stop_closed : told.stop_hit;
    case "target_hit":
      return isClosed ? told.target_closed : told.target_hit;
    case "feed_lost":
      return told.feed_lost;
    case "feed_back":
      return told.feed_back;
  }
}

/** The numbers as people read them. */
function valuesOf(parameters: Notification["parameters"], language: Language): Record<string, string> {
  const { side = "", symbol = "", quantity = "0", price: at = "0", amount = "0", profit = "0" } = parameters;
  const { sides } = textsOf(language).notifications.told;
  return {
    ...parameters,
    side: side === "buy" || side === "sell" ? sides[side] : side,
    quantity: decimal(quantity, language),
    price: price(at, language),
    amount: decimal(amount, language, MONEY_DIGITS),
    profit: signed(profit, language, MONEY_DIGITS),
    quote: currencies(symbol).quote,
    of: parameters.of ?? "",
  };
}
