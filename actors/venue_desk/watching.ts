/** Follows the markets that somebody looks at: asks their connections for data, again after a fall, and tells the views. */
import { VIEW_LEVELS, VIEW_TRADES } from "../../domain/market_view.ts";
import { backoffMs } from "../../domain/backoff.ts";
import { venueId } from "../../domain/venue.ts";
import type { ConnectionInfo, MarketDataEvent, Subscription, WatchAnswer } from "../exchange_connection_protocol.ts";
import type { ActorRef, Down } from "../runtime/mod.ts";
import { marketData, marketViews } from "../topics.ts";
import { wordsOf } from "./asking.ts";
import { type Look, lookKey } from "./look_book.ts";
import type { Desk, DeskContext } from "./protocol.ts";
import { type Listening, VIEW_CHANNELS, type ViewChannel, WatchedMarket } from "./watched_market.ts";

/** Browsers are told of a market at most so often, ms. */
const VIEW_MS = 250;
/** Connections tell their changes at most so often, ms. */
const DATA_MS = 100;
/** How long a connection may take to grant a wish, its start included. */
const PATIENCE = "30s";

const LIMITS: Readonly<Record<ViewChannel, number | null>> = {
  order_books: VIEW_LEVELS,
  trades: VIEW_TRADES,
  tickers: null,
};

/** Somebody looks at these markets, and at no others any more. */
export function lookAt(desk: Desk, { by, markets }: { by: string; markets: readonly Look[] }, ctx: DeskContext): void {
  desk.looks.say(by, markets);
  if (!desk.looks.has(by)) forgetLooker(desk, by);
  else if (!desk.lookers.has(by)) desk.lookers.set(by, ctx.watch(ctx.whereis(by, {}) as ActorRef, "LookerEnded"));
  followLooks(desk, ctx);
}

/** Who looked has ended. */
export function lookerEnded(desk: Desk, { path }: Down, ctx: DeskContext): void {
  desk.lookers.delete(path);
  desk.looks.say(path, []);
  followLooks(desk, ctx);
}

function forgetLooker({ lookers }: Desk, by: string): void {
  lookers.get(by)?.();
  lookers.delete(by);
}

/** Begins what is wanted and ends what is not. */
function followLooks(desk: Desk, ctx: DeskContext): void {
  const wanted = desk.looks.wanted();
  for (const [key, market] of desk.markets) if (!wanted.has(key)) endMarket(desk, key, market);
  for (const [key, looked] of wanted) {
    const known = desk.markets.get(key);
    if (known) known.looked = looked;
    else beginMarket(desk, key, new WatchedMarket(looked, VIEW_MS), ctx);
  }
}

function beginMarket(desk: Desk, key: string, market: WatchedMarket, ctx: DeskContext): void {
  desk.markets.set(key, market);
  for (const channel of VIEW_CHANNELS) wish(desk, { key, channel }, ctx);
}

function endMarket(desk: Desk, key: string, { looked, listenings }: WatchedMarket): void {
  desk.markets.delete(key);
  for (const listening of listenings.values()) {
    listening.unsubscribe();
    if (listening.wish) desk.connections.refOf(looked.venue).tell("Unwatch", { id: listening.wish.id });
  }
}

interface Of {
  readonly key: string;
  readonly channel: ViewChannel;
}

/** Asks the connection for one channel; the same wish twice is one. */
export function wish(desk: Desk, { key, channel }: Of, ctx: DeskContext): void {
  const market = desk.markets.get(key);
  if (!market) return;
  const { venue, symbol } = market.looked;
  const limit = LIMITS[channel];
  const subscription: Subscription = { channel, symbols: [symbol], timeframe: null, limit, everyMs: DATA_MS };
  desk.connections.open(venue)
    .then((connection) => connection.ask("Watch", { subscriber: ctx.self.path, subscription }, { timeout: PATIENCE }))
    .then(
      (answer) => ctx.self.tell("WishAnswered", { key, channel, answer }),
      (error: unknown) => ctx.self.tell("WishFailed", { key, channel, why: wordsOf(error) }),
    );
}

/** A connection has granted or refused a wish. */
export function wishAnswered(
  desk: Desk,
  { key, channel, answer }: Of & { answer: WatchAnswer },
  ctx: DeskContext,
): void {
  const market = desk.markets.get(key);
  if (!market) return letGo(desk, answer);
  const listening = market.listenings.get(channel)!;
  listening.failures = 0;
  if (answer.outcome === "refused") return tellChange(desk, key, market, market.fail(channel, answer.reason), ctx);
  watchConnection(desk, market, ctx);
  listen(listening, answer, ctx);
  // What came between the grant and our listening, and what is known already because others listen:
  desk.connections.refOf(market.looked.venue).ask("GetLatest", { key: answer.key }).then(
    (latest) => latest && ctx.self.tell("MarketDataChanged", latest),
    (error: unknown) => ctx.log.debug("A connection does not say what it knows", { key, channel, why: wordsOf(error) }),
  );
}

function listen(listening: Listening, { id, key }: Extract<WatchAnswer, { id: string }>, ctx: DeskContext): void {
  listening.unsubscribe();
  listening.wish = { id, key };
  listening.unsubscribe = ctx.subscribe(marketData.key(key), "MarketDataChanged");
}

/** Nobody looks any more. */
function letGo(desk: Desk, answer: WatchAnswer): void {
  if (answer.outcome !== "watching") return;
  const [path = ""] = answer.key.split("#", 1);
  desk.connections.refAt(path).tell("Unwatch", { id: answer.id });
}

/** The connection could not be started or asked: it is tried again, ever more seldom. */
export function wishFailed(desk: Desk, { key, channel, why }: Of & { why: string }, ctx: DeskContext): void {
  const market = desk.markets.get(key);
  if (!market) return;
  const listening = market.listenings.get(channel)!;
  tellChange(desk, key, market, market.fail(channel, why), ctx);
  ctx.after(backoffMs(listening.failures++, ctx.random()), "WishAgain", { key, channel });
}

/** What an exchange has refused may be possible by now; where it only waits, the same wish again changes nothing. */
export function wishRefusedAgain(desk: Desk, ctx: DeskContext): void {
  for (const [key, market] of desk.markets) {
    for (const [channel, { error }] of market.listenings) if (error !== null) wish(desk, { key, channel }, ctx);
  }
}

function watchConnection(desk: Desk, { looked }: WatchedMarket, ctx: DeskContext): void {
  const ref = desk.connections.refOf(looked.venue);
  if (!desk.watched.has(ref.path)) desk.watched.set(ref.path, ctx.watch(ref as ActorRef, "ConnectionEnded"));
}

/** A connection has fallen, and all wishes with it: they are told again. */
export function connectionEnded(desk: Desk, { path, reason }: Down, ctx: DeskContext): void {
  desk.watched.delete(path);
  const id = desk.connections.fell(path);
  const why = `${id}: the connection has ended (${reason.error?.message ?? reason.kind}) and is begun again`;
  for (const [key, market] of desk.markets) {
    if (venueId(market.looked.venue) === id) loseWishes(desk, key, market, () => true, why, ctx);
  }
}

/** How a connection is: what is wrong with each channel, and which wishes it does not know (any more). */
export function connectionChanged(desk: Desk, { exchange, channels }: ConnectionInfo, ctx: DeskContext): void {
  const byKey = new Map(channels.map((channel) => [channel.key, channel]));
  for (const [key, market] of desk.markets) {
    if (venueId(market.looked.venue) !== exchange) continue;
    for (const [channel, { wish }] of market.listenings) {
      const told = wish && byKey.get(wish.key);
      if (told) tellChange(desk, key, market, market.fail(channel, told.error), ctx);
    }
    loseWishes(desk, key, market, ({ wish }) => wish !== null && !byKey.has(wish.key), null, ctx);
  }
}

function loseWishes(
  desk: Desk,
  key: string,
  market: WatchedMarket,
  isLost: (listening: Listening) => boolean,
  why: string | null,
  ctx: DeskContext,
): void {
  for (const [channel, listening] of market.listenings) {
    if (!isLost(listening)) continue;
    listening.unsubscribe();
    listening.wish = null;
    if (why !== null) tellChange(desk, key, market, market.fail(channel, why), ctx);
    wish(desk, { key, channel }, ctx);
  }
}

/** Market data has come. */
export function marketDataChanged(desk: Desk, event: MarketDataEvent, ctx: DeskContext): void {
  for (const symbol of symbolsOf(event)) {
    const key = `${event.exchange} ${symbol}`;
    const market = desk.markets.get(key);
    if (market) tellChange(desk, key, market, market.hear(event), ctx);
  }
}

function symbolsOf(event: MarketDataEvent): Set<string> {
  if (event.kind === "TickersChanged") return new Set(event.tickers.map(({ symbol }) => symbol));
  if (event.kind === "TradesPrinted") return new Set(event.trades.map(({ symbol }) => symbol));
  return new Set(event.kind === "OrderBookChanged" ? [event.book.symbol] : []);
}

function tellChange(desk: Desk, key: string, market: WatchedMarket, isNew: boolean, ctx: DeskContext): void {
  const inMs = isNew ? market.pacing.changed(ctx.clock.now()) : null;
  if (inMs === 0) tellView(desk, key, ctx);
  else if (inMs !== null) ctx.after(inMs, "TellView", { key });
}

/** Tells how a market is now, under each name that it is looked at by. */
export function tellView(desk: Desk, key: string, ctx: DeskContext): void {
  const market = desk.markets.get(key);
  if (!market) return;
  for (const id of market.looked.askedAs) ctx.publish(marketViews, market.view(id, "untold"));
  market.told(ctx.clock.now());
}

/** How a market is now, with all its newest prints; null = nothing is known, or nobody looks at it. */
export function viewOf(desk: Desk, { venue, symbol }: Look) {
  const market = desk.markets.get(lookKey({ venue: desk.looks.sourceOf(venue), symbol }));
  return market?.isKnown ? market.view(venueId(venue), "kept") : null;
}
