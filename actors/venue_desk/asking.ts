/** Questions to exchanges: candles and prices. Whoever asks is put aside until the exchange has answered. */
import type { ExchangeFailure } from "../../domain/exchange_failure.ts";
import { ExchangeRefused } from "../../domain/exchange_error.ts";
import type { Symbol } from "../../domain/market.ts";
import { type Venue, venueId } from "../../domain/venue.ts";
import { failureKindOf } from "../../exchanges/ccxt/failure_kind.ts";
import type { Answer, Payload } from "../runtime/types.ts";
import type { venueDeskProtocol } from "../venue_desk_protocol.ts";
import { nameOf } from "./connections.ts";
import { PriceBook, type Priced } from "./price_book.ts";
import { type Desk, type DeskContext, sourceOf } from "./protocol.ts";

type Questions = typeof venueDeskProtocol;
/** What `GetCandles` is answered with. */
export type CandlesAnswer = Answer<Questions["GetCandles"]>;

/** How long an exchange may take, its start and the list of its markets included. */
const PATIENCE = "30s";
/** For how long a price serves, ms. */
export const PRICE_MS = 5_000;
/** For how long a failure serves, ms: those who asked meanwhile are told the same. */
export const FAILURE_MS = 1_000;

/** Not sent when a question is put aside: it is answered when it is handled again. */
const LATER = { outcome: "failed", failure: { kind: "RequestTimeout", exchange: "", words: "" } } as const;

/** Candles from the exchange itself. */
export function getCandles(desk: Desk, of: Payload<Questions["GetCandles"]>, ctx: DeskContext): CandlesAnswer {
  const venue = sourceOf(desk.args, of.venue);
  const { symbol, timeframe, limit } = of;
  const question = `${venueId(venue)} ${symbol} ${timeframe} ${limit}`;
  const known = desk.candles.get(question, ctx.clock.now());
  if (known) return known;
  ctx.stash();
  if (desk.candles.begin(question)) {
    desk.connections.open(venue)
      .then((connection) => connection.ask("FetchCandles", { symbol, timeframe, limit }, { timeout: PATIENCE }))
      .catch((error: unknown): CandlesAnswer => failed(desk, venue, error))
      .then((answer) => ctx.self.tell("CandlesFetched", { question, answer }));
  }
  return LATER;
}

/** Prices that are not known yet are fetched together. */
export function getPrices(
  desk: Desk,
  { venue: asked, symbols }: Payload<Questions["GetPrices"]>,
  ctx: DeskContext,
): Answer<Questions["GetPrices"]> {
  const venue = sourceOf(desk.args, asked);
  const book = pricesOf(desk, venue);
  const nowMs = ctx.clock.now();
  const missing = book.missing(symbols, nowMs);
  if (missing.length === 0) return { outcome: "told", prices: book.pricesOf(symbols) };
  const failure = book.failureAt(nowMs);
  if (failure) return { outcome: "failed", failure };
  ctx.stash();
  if (!book.isAsking) fetchPrices(desk, venue, book, missing, ctx);
  return LATER;
}

/** An exchange has told prices (or why not). */
export function pricesFetched(
  desk: Desk,
  { venue, symbols, answer }: { venue: Venue; symbols: readonly Symbol[]; answer: Priced },
  ctx: DeskContext,
): void {
  pricesOf(desk, venue).take(symbols, answer, ctx.clock.now());
  ctx.unstash();
}

function fetchPrices(desk: Desk, venue: Venue, book: PriceBook, symbols: Symbol[], ctx: DeskContext): void {
  book.isAsking = true;
  desk.connections.open(venue)
    .then((connection) => connection.ask("FetchTickers", { symbols }, { timeout: PATIENCE }))
    .then((answer): Priced => {
      if (answer.outcome === "failed") return answer;
      const prices = answer.tickers.flatMap(({ symbol, last }) => last === null ? [] : [[symbol, last]]);
      return { outcome: "told", prices: Object.fromEntries(prices) };
    })
    .catch((error: unknown): Priced => failed(desk, venue, error))
    .then((answer) => ctx.self.tell("PricesFetched", { venue, symbols, answer }));
}

function pricesOf({ prices }: Desk, venue: Venue): PriceBook {
  const id = venueId(venue);
  const book = prices.get(id) ?? new PriceBook(PRICE_MS, FAILURE_MS);
  prices.set(id, book);
  return book;
}

/** The connection itself could not be started, or asked. */
function failed(desk: Desk, venue: Venue, error: unknown): { outcome: "failed"; failure: ExchangeFailure } {
  desk.connections.doubt(venue);
  const exchange = nameOf(venue);
  const text = wordsOf(error);
  const words = text.startsWith(`${exchange}: `) ? text.slice(exchange.length + 2) : text;
  const kind = error instanceof ExchangeRefused ? "NotSupported" : failureKindOf(error);
  return { outcome: "failed", failure: { kind, exchange, words } };
}

/** What an error says. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
