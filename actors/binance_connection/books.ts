/** The order books of the connection: what follows from what they hear, and where their snapshots come from. */
import { backoffMs } from "../../domain/backoff.ts";
import { ExchangeUnavailable } from "../../domain/exchange_error.ts";
import type { Symbol } from "../../domain/market.ts";
import { DEFAULT_BOOK_LEVELS } from "../exchange_connection/shapes.ts";
import type { Flow, Subscriptions } from "../exchange_connection/subscriptions.ts";
import type { MarketDataEvent } from "../exchange_connection_protocol.ts";
import { feedIncidents } from "../topics.ts";
import { depthStream } from "./demand.ts";
import type { BookNews, LocalBook } from "./local_book.ts";
import { type Context, messageOf, type State } from "./state.ts";
import { tell, tellFlow } from "./telling.ts";

/** Does what follows from what a book heard. */
export function act(state: State, book: LocalBook, { changed, fetch, incident }: BookNews, ctx: Context): void {
  const { symbol, round, attempts } = book;
  if (incident) {
    if (incident.kind === "book_gap") ctx.log.warn("The order book is out of step", { symbol, why: incident.detail });
    const place = { exchange: state.args.exchange, symbol, timeframe: null, from: null, to: null };
    ctx.publish(feedIncidents, { ...place, ...incident, atMs: ctx.clock.now() });
  }
  if (changed) tell(state, "order_books", pictureOf(state, book), ctx);
  if (!fetch) return;
  const waitMs = attempts <= 1 ? 0 : backoffMs(attempts - 2, ctx.random());
  ctx.after(waitMs, "FetchSnapshot", { life: state.life, symbol, round });
}

function pictureOf({ args, subscriptions }: State, book: LocalBook): MarketDataEvent {
  const levels = levelsOf(subscriptions, book.symbol);
  return { kind: "OrderBookChanged", exchange: args.exchange, book: book.picture(levels) };
}

/** As many levels of a book as somebody wants. */
function levelsOf(subscriptions: Subscriptions, symbol: Symbol): number {
  const wanted = subscriptions.of("order_books").filter(({ subscription }) => subscription.symbols.includes(symbol));
  return Math.max(1, ...wanted.map(({ subscription }) => subscription.limit ?? DEFAULT_BOOK_LEVELS));
}

/** The book that an answer is for; undefined when it belongs to an earlier row of updates. */
export function bookOf({ books }: State, symbol: Symbol, round: number): LocalBook | undefined {
  const book = books.get(symbol);
  return book?.round === round ? book : undefined;
}

/** Asks without keeping the mailbox waiting; the snapshot comes as a message. */
export function fetchSnapshots(state: State, { self, signal }: Context): void {
  const { life, client, snapshots } = state;
  const wish = snapshots.next(({ symbol, round }) => bookOf(state, symbol, round) !== undefined);
  if (!wish) return;
  client.snapshot(wish.symbol, levelsOf(state.subscriptions, wish.symbol)).then(
    (snapshot) => self.tell("SnapshotFetched", { life, ...wish, snapshot }),
    (error) => {
      if (signal.aborted) return;
      const retryAfterMs = error instanceof ExchangeUnavailable ? error.retryAfterMs : null;
      self.tell("SnapshotFailed", { life, ...wish, why: messageOf(error), retryAfterMs });
    },
  );
}

/** Tries again later, as late as the exchange asks for. */
export function snapshotFailed(
  state: State,
  book: LocalBook | undefined,
  why: string,
  retryAfterMs: number | null,
  ctx: Context,
): void {
  ctx.log.warn("Could not fetch an order book", { why });
  state.status.lastError = why;
  if (!book) return;
  const { symbol, round } = book;
  for (const flow of state.subscriptions.of("order_books")) {
    if (flow.subscription.symbols.includes(symbol)) flow.error = why;
  }
  const waitMs = Math.max(retryAfterMs ?? 0, backoffMs(book.attempts++, ctx.random()));
  ctx.after(waitMs, "FetchSnapshot", { life: state.life, symbol, round });
}

/** A new flow has at once those of its books that are in step. */
export function handBooks(state: State, flow: Flow, ctx: Context): void {
  if (flow.subscription.channel !== "order_books") return;
  for (const symbol of flow.subscription.symbols) {
    const book = state.books.get(symbol);
    const inMs = book?.isSynced ? flow.hear(pictureOf(state, book), ctx.clock.now()) : null;
    if (inMs !== null) tellFlow(flow, inMs, ctx);
  }
}

/** The books whose updates come with one of these streams. */
export function booksOf({ books }: State, streams: readonly string[]): LocalBook[] {
  const names = new Set(streams);
  return [...books.values()].filter(({ symbol }) => names.has(depthStream(symbol)));
}
