/** A step on the way to a trade, in one sentence. Pure. */
import { ADOPTED_HOLDING, ADOPTED_ORDER, isTransfer } from "../../domain/foreign.ts";
import type { Order } from "../../domain/order.ts";
import type { KeptExit, PositionFact } from "../../domain/position_event.ts";
import type { TimelineStep, WorkTerms } from "../../web/bot_services.ts";
import { averagePrice } from "../../web/average_price.ts";
import { currencies, decimal, percent, price } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { orderSentence } from "../../web/order_sentence.ts";
import { purposeText } from "../../web/purpose.ts";
import { reasonText } from "../../web/reason_text.ts";
import type { Times } from "../../web/times.ts";

type StepOf<K extends TimelineStep["kind"]> = Extract<TimelineStep, { kind: K }>;
type Words = Texts["bot"]["work"];

/** What sentences are written with. */
export interface Telling {
  readonly of: Pick<WorkTerms, "symbol">;
  readonly texts: Texts;
  readonly language: Language;
  readonly times: Times;
}

/** `12 ms`, `3.4 s`, `2 min`, `5 h`: as exact as one wants to know it. */
export function durationText(ms: number, language: Language): string {
  const [value, unit, digits] = ms < 1_000
    ? [ms, "ms", ms < 10 ? 1 : 0]
    : ms < 100_000
    ? [ms / 1_000, "s", 1]
    : ms < 6_000_000
    ? [ms / 60_000, "min", 0]
    : [ms / 3_600_000, "h", 0];
  return `${decimal(String(value), language, digits)} ${unit}`;
}

/** What an entry asked for, for its sentence. */
export function wantedText(
  { quantity, stopLoss, takeProfit }: Pick<StepOf<"decision">["decision"], "quantity" | "stopLoss" | "takeProfit">,
  base: string,
  language: Language,
  words: Words,
) {
  const at = (value: number | null) => value === null ? words.none : price(String(value), language);
  return { quantity: amount(quantity ?? 0, language), base, stop: at(stopLoss), target: at(takeProfit) };
}

/** The sentence of a step. */
export function stepText(step: TimelineStep, telling: Telling): string {
  if (step.kind === "candle") return candleText(step, telling);
  if (step.kind === "decision") return decisionText(step, telling);
  if (step.kind === "order") return orderText(step.order, telling);
  if (step.kind === "fill") return fillText(step, telling);
  if (step.kind === "over") return overText(step.order, telling);
  if (step.kind === "fact") return factText(step.fact, telling);
  return heardText(step, telling);
}

function candleText({ candle }: StepOf<"candle">, { of, texts, language, times }: Telling): string {
  const at = (text: string) => price(text, language);
  return fill(texts.bot.work.steps.candle, {
    timeframe: candle.timeframe,
    time: times.dateTime(candle.openMs),
    close: at(candle.close),
    open: at(candle.open),
    high: at(candle.high),
    low: at(candle.low),
    volume: decimal(candle.volume, language),
    base: currencies(of.symbol).base,
  });
}

function decisionText({ decision }: StepOf<"decision">, { of, texts, language }: Telling): string {
  const { work: words, decision: sides } = texts.bot;
  const { base } = currencies(of.symbol);
  return fill(words.steps[decision.kind], {
    version: decision.version,
    side: sides[decision.side ?? "wait"],
    held: amount(decision.held, language),
    took: durationText(decision.tookMs, language),
    ...wantedText(decision, base, language, words),
  });
}

function orderText(order: Order, { texts, language }: Telling): string {
  const { steps } = texts.bot.work;
  const said = orderSentence(order, texts, language);
  if (order.purpose === ADOPTED_ORDER) return fill(steps.adopted, { order: said });
  if (isTransfer(order.purpose)) return transferText(order, { texts, language });
  if (order.type === "stop_loss" || order.type === "take_profit") return fill(steps[order.type], { order: said });
  const asked = order.purpose === "sell" ? `${steps.sell} ` : "";
  return asked + fill(steps.intent, { order: said, purpose: purposeText(order.purpose, language) });
}

function transferText(
  { purpose, symbol, filledQuantity, filledQuote }: Order,
  { texts, language }: Pick<Telling, "texts" | "language">,
) {
  const { base, quote } = currencies(symbol);
  const { steps } = texts.bot.work;
  return fill(purpose === ADOPTED_HOLDING ? steps.holdingAdopted : steps.holdingReleased, {
    quantity: decimal(filledQuantity, language),
    price: price(averagePrice(filledQuote, filledQuantity) ?? "0", language),
    base,
    quote,
  });
}

function heardText({ kind, order }: StepOf<"accepted" | "unanswered">, { texts, language }: Telling): string {
  return fill(texts.bot.work.steps[kind], { order: orderSentence(order, texts, language) });
}

function fillText(step: StepOf<"fill">, { of, texts, language }: Telling): string {
  const { steps } = texts.bot.work;
  const by = Object.entries(steps.by).find(([purpose]) => purpose === step.purpose)?.[1];
  const done = fill(step.side === "buy" ? steps.bought : steps.sold, {
    quantity: decimal(step.quantity, language),
    base: currencies(of.symbol).base,
    price: price(step.price, language),
    fee: decimal(step.fee, language),
    currency: step.feeCurrency,
  });
  const slipped = step.expectedPrice === null ? null : fill(steps.slipped, {
    percent: percent(step.expectedPrice, step.price, language),
    price: price(step.expectedPrice, language),
  });
  return [by, done, slipped].filter((part) => part !== undefined && part !== null).join(" ");
}

function overText(order: Order, { texts, language }: Telling): string {
  const { over } = texts.bot.work.steps;
  const state = order.state === "denied" || order.state === "rejected" || order.state === "expired"
    ? order.state
    : "canceled";
  return fill(over[state], {
    order: orderSentence(order, texts, language),
    reason: reasonText(order.reason ?? "", language),
  }).trim();
}

function factText(fact: PositionFact, { texts, language }: Telling): string {
  const { facts } = texts.bot.work.steps;
  switch (fact.kind) {
    case "ExitReached":
      return fill(facts.reached[fact.exit], { price: price(fact.price, language) });
    case "UnprotectedEnded":
      return fill(facts.unprotected, { time: durationText(fact.ms, language) });
    case "Reconciled":
      return fill(facts.reconciled, { differences: fact.differences.join("; ") });
    case "Protected":
      return fill(facts.watched, { exits: watchedText(fact, texts, language) });
    case "ExitMoved":
      return fill(facts.moved[fact.exit], { from: price(fact.from, language), to: price(fact.to, language) });
    case "Replaced":
      return facts.replaced;
    case "ExitsFailed":
      return fill(facts.failed, { reason: reasonText(fact.reason, language) });
    case "ExitsEnded":
      return facts.ended[fact.why];
    default:
      return fact.kind;
  }
}

function watchedText(
  { stopLoss, takeProfit }: Extract<PositionFact, { kind: "Protected" }>,
  texts: Texts,
  language: Language,
): string {
  const { facts } = texts.bot.work.steps;
  const at = (name: "stop" | "target", exit: KeptExit | null) =>
    exit?.by === "platform" ? [fill(facts[name], { price: price(exit.price, language) })] : [];
  return [...at("stop", stopLoss), ...at("target", takeProfit)].join(", ");
}

/** A quantity of the strategy's own, at most as exact as the database keeps it. */
function amount(value: number, language: Language): string {
  return decimal(String(Number(value.toFixed(8))), language);
}
