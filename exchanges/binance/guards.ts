/**
 * Quick checks of the frames that come by the thousand. Each says of a payload what the schema of the same name says; the
 * schemas stay the authority (a test compares them), and write the words of the error when a check fails.
 */
import type { z } from "zod";
import type { aggTradeEvent, klineEvent, tradeEvent } from "./events.ts";
import type { bookTickerEvent, depthUpdateEvent, partialDepthEvent } from "./events_book.ts";
import type { miniTickerEvent, rollingTickerEvent, tickerEvent } from "./events_ticker.ts";

type Payload = Readonly<Record<string, unknown>>;

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** Whether it is a decimal number as text. */
export function isDecimalText(value: unknown): value is string {
  return typeof value === "string" && DECIMAL.test(value);
}

const isInt = Number.isSafeInteger as (value: unknown) => value is number;

/** Says of a payload what the schema `aggTradeEvent` says. */
export function isAggTrade(of: Payload): of is z.infer<typeof aggTradeEvent> {
  return isInt(of.a) && isDecimalText(of.p) && isDecimalText(of.q) && isInt(of.f) && isInt(of.l) && isPrint(of) &&
    of.e === "aggTrade";
}

/** Says of a payload what the schema `tradeEvent` says. */
export function isTrade(of: Payload): of is z.infer<typeof tradeEvent> {
  return isInt(of.t) && isDecimalText(of.p) && isDecimalText(of.q) && isPrint(of) && of.e === "trade";
}

function isPrint(of: Payload): boolean {
  return isInt(of.T) && typeof of.m === "boolean" && isInt(of.E) && typeof of.s === "string";
}

/** Says of a payload what the schema `klineEvent` says. */
export function isKline(of: Payload): of is z.infer<typeof klineEvent> {
  const k = of.k as Payload | null;
  return typeof k === "object" && k !== null && isInt(of.E) && typeof of.s === "string" && of.e === "kline" &&
    isInt(k.t) && isInt(k.T) && typeof k.i === "string" && isInt(k.f) && isInt(k.L) && isDecimalText(k.o) &&
    isDecimalText(k.c) && isDecimalText(k.h) && isDecimalText(k.l) && isDecimalText(k.v) && typeof k.x === "boolean";
}

/** Says of a payload what the schema `bookTickerEvent` says. */
export function isBookTicker(of: Payload): of is z.infer<typeof bookTickerEvent> {
  return isInt(of.u) && typeof of.s === "string" && isDecimalText(of.b) && isDecimalText(of.B) &&
    isDecimalText(of.a) && isDecimalText(of.A);
}

/** Says of a payload what the schema `depthUpdateEvent` says. */
export function isDepthUpdate(of: Payload): of is z.infer<typeof depthUpdateEvent> {
  return isInt(of.U) && isInt(of.u) && isInt(of.E) && typeof of.s === "string" && areLevels(of.b) && areLevels(of.a) &&
    of.e === "depthUpdate";
}

/** Says of a payload what the schema `partialDepthEvent` says. */
export function isPartialDepth(of: Payload): of is z.infer<typeof partialDepthEvent> {
  return isInt(of.lastUpdateId) && areLevels(of.bids) && areLevels(of.asks);
}

function areLevels(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  for (const level of value) {
    if (!Array.isArray(level) || level.length !== 2 || !isDecimalText(level[0]) || !isDecimalText(level[1])) {
      return false;
    }
  }
  return true;
}

/** Says of a payload what the schema `miniTickerEvent` says. */
export function isMiniTicker(of: Payload): of is z.infer<typeof miniTickerEvent> {
  return of.e === "24hrMiniTicker" && hasStatistics(of);
}

/** Says of a payload what the schema `tickerEvent` says. */
export function isTicker(of: Payload): of is z.infer<typeof tickerEvent> {
  return of.e === "24hrTicker" && hasStatistics(of) && hasDetails(of) && isDecimalText(of.x) && isDecimalText(of.Q) &&
    isDecimalText(of.b) && isDecimalText(of.B) && isDecimalText(of.a) && isDecimalText(of.A);
}

/** Says of a payload what the schema `rollingTickerEvent` says. */
export function isRollingTicker(of: Payload): of is z.infer<typeof rollingTickerEvent> {
  return (of.e === "1hTicker" || of.e === "4hTicker" || of.e === "1dTicker") && hasStatistics(of) && hasDetails(of);
}

function hasStatistics(of: Payload): boolean {
  return isInt(of.E) && typeof of.s === "string" && isDecimalText(of.c) && isDecimalText(of.o) && isDecimalText(of.h) &&
    isDecimalText(of.l) && isDecimalText(of.v) && isDecimalText(of.q);
}

function hasDetails(of: Payload): boolean {
  return isDecimalText(of.p) && isDecimalText(of.P) && isDecimalText(of.w) && isInt(of.O) && isInt(of.C) &&
    isInt(of.F) && isInt(of.L) && isInt(of.n);
}
