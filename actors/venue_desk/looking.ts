/** Who looks at what: markets are followed while somebody looks at them. */
import type { ActorRef, Down } from "../runtime/mod.ts";
import type { Look } from "./look_book.ts";
import type { Desk, DeskContext } from "./protocol.ts";
import { VIEW_CHANNELS, WatchedMarket } from "./watched_market.ts";
import { wish } from "./wishing.ts";

/** Browsers are told of a market at most so often, ms. */
const VIEW_MS = 250;

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
