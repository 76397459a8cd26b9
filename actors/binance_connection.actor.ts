/**
 * One connection to Binance, or to whoever speaks its protocol: gives each actor the market data that it wishes, and with
 * a key what happens to the account.
 * Holds: the wishes, what is kept for them, the streams that they need, and a local copy of each wished order book.
 * **Hears** wishes and their end (also by the death of who wished), frames of its streams, answers of REST.
 * **Tells** what was wished on the key of each wish, its own state, and faults of its books for the audit log.
 * **On restart** it knows no wishes: it tells that it is idle, and whoever wished wishes again.
 */
import { z } from "zod";
import { backoffMs } from "../domain/backoff.ts";
import { ExchangeUnavailable } from "../domain/exchange_error.ts";
import type { Symbol } from "../domain/market.ts";
import type { Frame } from "../exchanges/binance/frame.ts";
import type { UserDataStream } from "../exchanges/binance/user_data_stream.ts";
import { SymbolNames } from "../exchanges/binance/symbol_names.ts";
import { accountEventsOf } from "./binance_connection/account_events.ts";
import { BinanceClient, type Endpoints } from "./binance_connection/client.ts";
import { depthStream, type Known, refusalOf, streamsOf, USER_DATA } from "./binance_connection/demand.ts";
import { Freshness } from "./binance_connection/freshness.ts";
import { eventOf } from "./binance_connection/frame_events.ts";
import { type BookNews, LocalBook } from "./binance_connection/local_book.ts";
import { binanceConnectionProtocol } from "./binance_connection/protocol.ts";
import { SnapshotQueue } from "./binance_connection/snapshot_queue.ts";
import { demoExchangeProtocol } from "./demo_exchange_protocol.ts";
import { DEFAULT_BOOK_LEVELS } from "./exchange_connection/shapes.ts";
import { ConnectionStatus } from "./exchange_connection/status.ts";
import { type Flow, Subscriptions } from "./exchange_connection/subscriptions.ts";
import type { Channel, ConnectionInfo, MarketDataEvent, WatchAnswer } from "./exchange_connection_protocol.ts";
import type { Transport } from "./feed_venue.ts";
import { type ActorContext, defineActor } from "./runtime/mod.ts";
import { connections, feedIncidents, marketData } from "./topics.ts";

/** Markets come and go: how long a list of them is good. */
const SYMBOLS_EVERY = "1h";

const binanceConnectionArgs = z.object({
  exchange: z.enum(["binance", "demo"]),
  endpoints: z.union([
    z.object({ restUrl: z.string(), wsUrl: z.string(), wsApiUrl: z.string().optional() }),
    z.object({ demoPath: z.string() }),
  ]),
  /** A key that may read one account; null = market data only. */
  credentials: z.object({ apiKey: z.string(), secret: z.string() }).nullable().default(null),
  /** Default: the network. Only in this isolate. */
  transport: z.custom<Transport>().default({}),
});

interface State {
  readonly args: z.infer<typeof binanceConnectionArgs>;
  readonly exchangeName: string;
  readonly life: number;
  readonly names: SymbolNames;
  readonly client: BinanceClient;
  readonly subscriptions: Subscriptions;
  readonly status: ConnectionStatus;
  /** The streams that are wanted, and how each one is. */
  readonly streams: Map<string, "asked" | "live" | "lost" | "refused">;
  /** Null while nobody wants to know of the account. */
  account: UserDataStream | null;
  readonly books: Map<Symbol, LocalBook>;
  readonly snapshots: SnapshotQueue;
  readonly freshness: Freshness;
  /** Cancellers of the watches over those who wished. */
  readonly watches: Map<string, () => void>;
  /** All markets; null = not known yet. */
  symbols: ReadonlySet<Symbol> | null;
  /** Whether they are being fetched, or will be. */
  isListing: boolean;
  symbolsAttempts: number;
}

type Context = ActorContext<typeof binanceConnectionProtocol>;

export default defineActor({
  protocol: binanceConnectionProtocol,
  args: binanceConnectionArgs,
  mailbox: { capacity: 50_000 },
  init(ctx, args): State {
    const { exchange } = args;
    const exchangeName = exchange === "binance" ? "Binance" : "Demo exchange";
    const [life, names] = [ctx.random(), new SymbolNames()];
    const status = new ConnectionStatus(exchange, ctx.clock.now());
    const subscriptions = new Subscriptions(ctx.self.path);
    ctx.publish(connections.key(ctx.self.path), status.info(subscriptions));
    return {
      args,
      exchangeName,
      life,
      names,
      client: clientOf(ctx, args, { exchangeName, life, names }),
      subscriptions,
      status,
      streams: new Map(),
      account: null,
      books: new Map(),
      snapshots: new SnapshotQueue(),
      freshness: new Freshness(),
      watches: new Map(),
      symbols: null,
      isListing: false,
      symbolsAttempts: 0,
    };
  },
  on: {
    Watch(state, { subscriber, subscription }, ctx): WatchAnswer {
      const reason = refusalOf(subscription, knownOf(state));
      if (reason !== null) return { outcome: "refused", reason };
      state.names.add(subscription.symbols);
      const { id, flow } = state.subscriptions.add(subscriber, subscription, "stream");
      follow(state, ctx);
      if (flow.updates === 0) handBooks(state, flow, ctx);
      return { outcome: "watching", id, key: flow.key, how: flow.how };
    },
    Unwatch(state, { id }, ctx) {
      state.subscriptions.remove(id);
      follow(state, ctx);
    },
    SubscriberDown(state, { path }, ctx) {
      state.subscriptions.removeOf(path);
      follow(state, ctx);
    },
    Close(state, _, ctx) {
      state.subscriptions.clear();
      follow(state, ctx);
      tellState(state, "closed", ctx);
    },
    GetLatest: ({ subscriptions }, { key }) => subscriptions.get(key)?.kept.latest() ?? null,
    GetConnectionInfo: (state) => infoOf(state),
    TellFlow(state, { key }, ctx) {
      const flow = state.subscriptions.get(key);
      if (flow) publish(flow, ctx);
    },
    FrameReceived(state, { life, frame }, ctx) {
      if (life === state.life) hearFrame(state, frame, ctx);
    },
    AccountChanged(state, { life, event }, ctx) {
      if (life !== state.life) return;
      for (const told of accountEventsOf(event, state.args.exchange)) tell(state, told.channel, told.event, ctx);
    },
    WireLive(state, { life, streams }, ctx) {
      if (life === state.life) wireIsLive(state, streams, ctx);
    },
    WireLost(state, { life, ...lost }, ctx) {
      if (life === state.life) wireIsLost(state, lost, ctx);
    },
    StreamRefused(state, { life, stream, why }, ctx) {
      if (life !== state.life) return;
      ctx.log.warn("A stream was refused", { stream, why });
      mark(state, [stream], "refused");
      fail(state, (flow) => streamsOf(flow.subscription).includes(stream), why);
      tellState(state, stateOf(state), ctx);
    },
    FetchSnapshot(state, { life, symbol, round }, ctx) {
      if (life !== state.life) return;
      state.snapshots.add({ symbol, round });
      fetchSnapshots(state, ctx);
    },
    SnapshotFetched(state, { life, symbol, round, snapshot }, ctx) {
      if (life !== state.life) return;
      state.snapshots.done();
      const book = bookOf(state, symbol, round);
      if (book) act(state, book, book.snapshot(snapshot), ctx);
      fetchSnapshots(state, ctx);
    },
    SnapshotFailed(state, { life, symbol, round, why, retryAfterMs }, ctx) {
      if (life !== state.life) return;
      state.snapshots.done();
      snapshotFailed(state, bookOf(state, symbol, round), why, retryAfterMs, ctx);
      fetchSnapshots(state, ctx);
    },
    FetchSymbols(state, { life }, ctx) {
      if (life !== state.life) return;
      if (state.streams.size > 0) fetchSymbols(state, ctx);
      else state.isListing = false; // nobody wants anything: the next wish asks
    },
    SymbolsFetched(state, { life, symbols }, ctx) {
      if (life === state.life) learnSymbols(state, symbols, ctx);
    },
    FetchSymbolsFailed(state, { life, why }, ctx) {
      if (life !== state.life) return;
      state.status.lastError = why;
      ctx.after(backoffMs(state.symbolsAttempts++, ctx.random()), "FetchSymbols", { life });
    },
  },
  async terminate(state) {
    await Promise.all([state.client.streams.close(), state.account?.close()]);
  },
});

function clientOf(
  ctx: Context,
  { endpoints, transport }: State["args"],
  { exchangeName, life, names }: Pick<State, "exchangeName" | "life" | "names">,
): BinanceClient {
  const { clock, random, signal, self } = ctx;
  const address = async (signal: AbortSignal): Promise<Endpoints> =>
    "demoPath" in endpoints
      ? await ctx.whereis(endpoints.demoPath, demoExchangeProtocol).ask("GetAddress", undefined, { signal })
      : endpoints;
  return new BinanceClient({
    exchangeName,
    names,
    address,
    clock,
    random,
    signal,
    transport,
    onFrame: (frame, _text, receivedMs) => self.tell("FrameReceived", { life, frame, receivedMs }),
    onLive: (streams) => self.tell("WireLive", { life, streams: [...streams] }),
    onLost: (streams, why, retryInMs) => self.tell("WireLost", { life, streams: [...streams], why, retryInMs }),
    onRefused: (stream, why) => self.tell("StreamRefused", { life, stream, why }),
  });
}

/** Brings streams, books and watches in line with the wishes. */
function follow(state: State, ctx: Context): void {
  const { subscriptions, streams, books, client, freshness } = state;
  const wanted = new Set(subscriptions.flows().flatMap(({ subscription }) => streamsOf(subscription)));
  const fresh = [...wanted].filter((stream) => !streams.has(stream));
  const unwanted = [...streams.keys()].filter((stream) => !wanted.has(stream));
  const booked = new Set(subscriptions.of("order_books").flatMap(({ subscription }) => subscription.symbols));
  for (const symbol of books.keys()) if (!booked.has(symbol)) books.delete(symbol);
  for (const symbol of booked) if (!books.has(symbol)) books.set(symbol, new LocalBook(symbol));
  for (const stream of unwanted) streams.delete(stream);
  freshness.forget(unwanted);
  for (const stream of fresh) streams.set(stream, "asked");
  client.streams.unsubscribe(unwanted.filter((stream) => stream !== USER_DATA));
  client.streams.subscribe(fresh.filter((stream) => stream !== USER_DATA));
  followAccount(state, ctx);
  watchOver(state, ctx);
  if (!state.isListing && wanted.size > 0) fetchSymbols(state, ctx);
  tellState(state, stateOf(state), ctx);
}

/** Listens to the account while somebody wants to know of it; not before the markets are known, of which it tells. */
function followAccount(state: State, { self }: Context): void {
  const { life, streams, symbols, client, args: { credentials } } = state;
  const isWanted = streams.has(USER_DATA) && symbols !== null && credentials !== null;
  if (!isWanted) {
    void state.account?.close(); // ends in its own time, and never rejects
    state.account = null;
  } else {
    state.account ??= client.account(credentials, {
      onEvent: (event) => self.tell("AccountChanged", { life, event }),
      onLive: () => self.tell("WireLive", { life, streams: [USER_DATA] }),
      onLost: (why, retryInMs) =>
        retryInMs === Infinity
          ? self.tell("StreamRefused", { life, stream: USER_DATA, why })
          : self.tell("WireLost", { life, streams: [USER_DATA], why, retryInMs }),
    });
  }
}

/** Watches those who wish something, and nobody else. */
function watchOver({ subscriptions, watches }: State, ctx: Context): void {
  const subscribers = subscriptions.subscribers();
  for (const [path, unwatch] of watches) {
    if (subscribers.has(path)) continue;
    unwatch();
    watches.delete(path);
  }
  for (const path of subscribers) {
    if (!watches.has(path)) watches.set(path, ctx.watch(ctx.whereis(path, {}), "SubscriberDown"));
  }
}

function hearFrame(state: State, frame: Frame, ctx: Context): void {
  const told = state.freshness.isFresh(frame) ? eventOf(frame, state.args.exchange) : null;
  if (told) tell(state, told.channel, told.event, ctx);
  if (frame.kind === "depth") {
    const book = state.books.get(frame.symbol);
    if (book) act(state, book, book.hear(frame), ctx);
  } else if (frame.kind === "bookTop") {
    const book = state.books.get(frame.top.symbol);
    if (book) act(state, book, book.hearTop(frame.top), ctx);
  }
}

/** Hands what was heard to the flows. */
function tell(state: State, channel: Channel, event: MarketDataEvent, ctx: Context): void {
  for (const { flow, inMs } of state.subscriptions.hear(channel, event, ctx.clock.now())) tellFlow(flow, inMs, ctx);
}

/** At once, or when its pace allows. */
function tellFlow(flow: Flow, inMs: number, ctx: Context): void {
  if (inMs === 0) publish(flow, ctx);
  else ctx.after(inMs, "TellFlow", { key: flow.key });
}

/** A new flow has at once those of its books that are in step. */
function handBooks(state: State, flow: Flow, ctx: Context): void {
  if (flow.subscription.channel !== "order_books") return;
  for (const symbol of flow.subscription.symbols) {
    const book = state.books.get(symbol);
    const inMs = book?.isSynced ? flow.hear(pictureOf(state, book), ctx.clock.now()) : null;
    if (inMs !== null) tellFlow(flow, inMs, ctx);
  }
}

function publish(flow: Flow, ctx: Context): void {
  for (const event of flow.take(ctx.clock.now())) ctx.publish(marketData.key(flow.key), event);
}

/** Does what follows from what a book heard. */
function act(state: State, book: LocalBook, { changed, fetch, incident }: BookNews, ctx: Context): void {
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
function bookOf({ books }: State, symbol: Symbol, round: number): LocalBook | undefined {
  const book = books.get(symbol);
  return book?.round === round ? book : undefined;
}

/** Asks without keeping the mailbox waiting; the snapshot comes as a message. */
function fetchSnapshots(state: State, { self, signal }: Context): void {
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

function snapshotFailed(
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
  fail(state, ({ subscription: { channel, symbols } }) => channel === "order_books" && symbols.includes(symbol), why);
  const waitMs = Math.max(retryAfterMs ?? 0, backoffMs(book.attempts++, ctx.random()));
  ctx.after(waitMs, "FetchSnapshot", { life: state.life, symbol, round });
}

function fetchSymbols(state: State, { self, signal }: Context): void {
  const { life, client } = state;
  state.isListing = true;
  client.symbols().then(
    (symbols) => self.tell("SymbolsFetched", { life, symbols }),
    (error) => {
      if (!signal.aborted) self.tell("FetchSymbolsFailed", { life, why: messageOf(error) });
    },
  );
}

/** Knows all markets; a wish that named one which is none is told so. */
function learnSymbols(state: State, symbols: readonly Symbol[], ctx: Context): void {
  state.symbolsAttempts = 0;
  state.symbols = new Set(symbols);
  state.names.add(symbols);
  for (const flow of state.subscriptions.flows()) {
    const why = refusalOf(flow.subscription, knownOf(state));
    if (why !== null) flow.error = why;
  }
  followAccount(state, ctx);
  ctx.after(SYMBOLS_EVERY, "FetchSymbols", { life: state.life });
}

function wireIsLive(state: State, streams: readonly string[], ctx: Context): void {
  mark(state, streams, "live");
  for (const book of booksOf(state, streams)) act(state, book, book.begin(), ctx);
  tellState(state, stateOf(state), ctx);
}

function wireIsLost(state: State, { streams, why }: { streams: string[]; why: string }, ctx: Context): void {
  ctx.log.warn("A wire is lost", { why, streams: streams.length });
  state.status.reconnects++;
  state.status.lastError = why;
  mark(state, streams, "lost");
  state.freshness.forget(streams);
  const lost = new Set(streams);
  fail(state, ({ subscription }) => streamsOf(subscription).some((stream) => lost.has(stream)), why);
  for (const book of booksOf(state, streams)) act(state, book, book.lost(why), ctx);
  tellState(state, stateOf(state), ctx);
}

/** The books whose updates come with one of these streams. */
function booksOf({ books }: State, streams: readonly string[]): LocalBook[] {
  const names = new Set(streams);
  return [...books.values()].filter(({ symbol }) => names.has(depthStream(symbol)));
}

function mark({ streams }: State, names: readonly string[], as: "live" | "lost" | "refused"): void {
  for (const name of names) if (streams.has(name)) streams.set(name, as);
}

function fail({ subscriptions, status }: State, concerns: (flow: Flow) => boolean, why: string): void {
  status.lastError = why;
  for (const flow of subscriptions.flows()) if (concerns(flow)) flow.error = why;
}

function stateOf({ streams, status }: State): ConnectionStatus["state"] {
  const states = new Set(streams.values());
  if (states.size === 0) return status.state === "closed" ? "closed" : "idle";
  if (states.has("lost")) return "waiting";
  return states.has("asked") ? "connecting" : "live";
}

function tellState(state: State, to: ConnectionStatus["state"], ctx: Context): void {
  if (!state.status.to(to, ctx.clock.now())) return;
  ctx.log.info("The connection has another state", { exchange: state.args.exchange, state: to });
  ctx.publish(connections.key(ctx.self.path), infoOf(state));
}

function knownOf({ exchangeName, symbols, args }: State): Known {
  return { exchangeName, symbols, hasAccount: args.credentials !== null };
}

function infoOf({ status, client, account, subscriptions }: State): ConnectionInfo {
  const pictures = [...client.streams.connections(), ...(account ? [account.picture] : [])];
  status.sockets = pictures.reduce((sum, { sockets }) => sum + sockets, 0);
  return status.info(subscriptions);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
