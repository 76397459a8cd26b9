/** What the desk wishes of connections for the markets that are looked at, and wishes again after they fell. */
import { backoffMs } from "../../domain/backoff.ts";
import { VIEW_LEVELS, VIEW_TRADES } from "../../domain/market_view.ts";
import { venueId } from "../../domain/venue.ts";
import type { ConnectionInfo, Subscription, WatchAnswer } from "../exchange_connection_protocol.ts";
import type { ActorRef, Down } from "../runtime/mod.ts";
import { marketData } from "../topics.ts";
import { wordsOf } from "./asking.ts";
import { type Connection, nameOf } from "./connections.ts";
import type { Desk, DeskContext } from "./protocol.ts";
import { tellChange } from "./telling.ts";
import type { Listening, ViewChannel, WatchedMarket } from "./watched_market.ts";

/** Connections tell their changes at most so often, ms. */
const DATA_MS = 100;
/** How long a connection may take to grant a wish, its start included. */
const PATIENCE = "30s";

const LIMITS: Readonly<Record<ViewChannel, number | null>> = {
  order_books: VIEW_LEVELS,
  trades: VIEW_TRADES,
  tickers: null,
};

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
  if (answer.outcome === "refused") return tellChange(desk, key, market, market.refuse(channel, answer.reason), ctx);
  const connection = desk.connections.refOf(market.looked.venue);
  watchConnection(desk, connection, ctx);
  listen(listening, answer, ctx);
  catchUp(connection, answer.key, ctx);
}

/** What came between the grant and our listening, what is known already because others listen, and how it stands. */
function catchUp(connection: Connection, key: string, ctx: DeskContext): void {
  const failed = (error: unknown) =>
    ctx.log.debug("A connection does not say what it knows", { key, why: wordsOf(error) });
  connection.ask("GetLatest", { key })
    .then((latest) => latest && ctx.self.tell("MarketDataChanged", latest))
    .then(() => connection.ask("GetConnectionInfo", undefined))
    .then((info) => ctx.self.tell("ConnectionChanged", info))
    .catch(failed);
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
  desk.connections.doubt(market.looked.venue);
  tellChange(desk, key, market, market.fail(channel, listening.error ?? why), ctx); // what failed first says most
  ctx.after(backoffMs(listening.failures++, ctx.random()), "WishAgain", { key, channel });
}

/** What an exchange has refused may be possible by now; where it only waits, the same wish again changes nothing. */
export function wishRefusedAgain(desk: Desk, ctx: DeskContext): void {
  for (const [key, market] of desk.markets) {
    for (const [channel, { error }] of market.listenings) if (error !== null) wish(desk, { key, channel }, ctx);
  }
}

function watchConnection(desk: Desk, ref: Connection, ctx: DeskContext): void {
  if (!desk.watched.has(ref.path)) desk.watched.set(ref.path, ctx.watch(ref as ActorRef, "ConnectionEnded"));
}

/** A connection has fallen, and all wishes with it: they are told again. */
export function connectionEnded(desk: Desk, { path, reason }: Down, ctx: DeskContext): void {
  desk.watched.delete(path);
  for (const [key, market] of desk.markets) {
    const { venue } = market.looked;
    if (desk.connections.refOf(venue).path !== path) continue;
    desk.connections.doubt(venue);
    const why = `${nameOf(venue)}: the connection has ended (${
      reason.error?.message ?? reason.kind
    }), it is begun again`;
    loseWishes(desk, key, market, () => true, why, ctx);
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
