/** The markets that pages look at: tells the venue desk of them, and the pages what it says. */
import type { MarketView } from "../../domain/market_view.ts";
import { emit, isWatched, type LiveContext, type LiveState, type MarketName } from "./live_state.ts";
import { marketChannel, marketOfChannel } from "./market_channel.ts";

/** So many markets a browser may look at at once, in all its tabs. */
export const MOST_MARKETS = 8;

/** The channels of markets among all that a session looks at; those that it has looked at already stay in their place. */
export function marketsIn(channels: ReadonlySet<string>, before: readonly string[]): string[] {
  const stay = before.filter((channel) => channels.has(channel));
  return [...stay, ...[...channels].filter((channel) => marketOfChannel(channel) && !stay.includes(channel))];
}

/** Tells the venue desk what is looked at, where that has changed or it has forgotten it. */
export function followMarkets(state: LiveState, ctx: LiveContext, isForgotten = false): void {
  const sessions = [...state.watched.values()];
  const looked = new Set(sessions.flatMap(({ markets }) => markets.slice(0, MOST_MARKETS)));
  const beyond = new Set(sessions.flatMap(({ markets }) => markets)).difference(looked);
  for (const channel of beyond.difference(state.beyond)) tellTooMany(state, channel, ctx);
  state.beyond = beyond;
  if (!isForgotten && looked.symmetricDifference(state.looked).size === 0) return;
  state.looked = looked;
  state.markets.lookAt([...looked].flatMap((channel) => marketOfChannel(channel) ?? []));
}

/**
 * Who has begun to look at markets that others look at already is told of them at once; without prints, since the others have
 * been told of those, and may count them.
 */
export function tellNewest(state: LiveState, channels: readonly string[], ctx: LiveContext): void {
  for (const channel of channels) {
    const market = marketOfChannel(channel);
    if (!market || !state.looked.has(channel)) continue;
    state.markets.viewOf(market).then(
      (view) => view && ctx.self.tell("MarketChanged", { ...view, trades: [] }),
      (error: unknown) => ctx.log.debug("The venue desk does not answer", { channel, why: String(error) }),
    );
  }
}

/** A market has changed. */
export function tellMarket(state: LiveState, view: MarketView, ctx: LiveContext): void {
  const channel = marketChannel(view.venueId, view.symbol);
  if (isWatched(state, channel)) emit(state, ctx, "market", view, { channel });
}

function tellTooMany(state: LiveState, channel: string, ctx: LiveContext): void {
  const { venueId, symbol } = marketOfChannel(channel) as MarketName;
  const error = `${MOST_MARKETS} markets are looked at already; to see ${symbol}, close another`;
  tellMarket(state, { venueId, symbol, ticker: null, book: null, trades: [], error }, ctx);
}
