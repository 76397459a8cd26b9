/** What a REST endpoint is, and what it sees of the exchange. */
import { bodyInMicroseconds, type TimeUnit } from "../microseconds.ts";
import type { LiveMarket } from "../live_market.ts";
import { duplicateSymbols, invalidCombination, invalidSymbol, missing } from "./errors.ts";
import type { Params } from "./params.ts";

/** The exchange as REST sees it. */
export interface Venue {
  readonly markets: readonly LiveMarket[];
  /** The exchange's time, UTC ms. */
  now(): number;
}

/** What an endpoint gives back: the body as plain data, and what it cost. */
export interface Answer {
  readonly body: unknown;
  readonly weight: number;
  /** Turns the body's times into microseconds; where it is left out, they stand under their usual names. */
  readonly inMicroseconds?: () => unknown;
}

/** An answer in the unit of time that the client wants. */
export function answerIn(unit: TimeUnit, answer: Answer): Answer {
  if (unit === "MILLISECOND") return answer;
  return { ...answer, body: answer.inMicroseconds?.() ?? bodyInMicroseconds(answer.body) };
}

/** Answers a request. Reads all its parameters before it looks at the market. @throws {ApiError} to refuse. */
export type Endpoint = (params: Params, venue: Venue) => Answer;

/** The market a request must name. @throws {ApiError} -1102, -1100 or -1121. */
export function requiredMarket(params: Params, venue: Venue): LiveMarket {
  const id = params.symbol();
  if (id === undefined) throw missing("symbol");
  return marketById(id, venue);
}

/** @throws {ApiError} -1121 when the exchange has no such market. */
export function marketById(id: string, venue: Venue): LiveMarket {
  const market = venue.markets.find((candidate) => candidate.id === id);
  if (market === undefined) throw invalidSymbol();
  return market;
}

/** The markets a request names by `symbol` or `symbols`; all where it names none. */
export interface WantedMarkets {
  readonly markets: readonly LiveMarket[];
  /** Named by `symbol`: the answer is one object, not a list. */
  readonly single: boolean;
  /** None was named. */
  readonly all: boolean;
}

/** @throws {ApiError} -1128 when both are sent, -1151 when one is named twice, -1100 or -1121. */
export function wantedMarkets(params: Params, venue: Venue): WantedMarkets {
  const [symbol, symbols] = [params.symbol(), params.symbols()];
  if (symbol !== undefined && symbols !== undefined) throw invalidCombination();
  if (symbols !== undefined && new Set(symbols).size < symbols.length) throw duplicateSymbols();
  if (symbol !== undefined) return { markets: [marketById(symbol, venue)], single: true, all: false };
  if (symbols !== undefined) return { markets: symbols.map((id) => marketById(id, venue)), single: false, all: false };
  return { markets: venue.markets, single: false, all: true };
}
