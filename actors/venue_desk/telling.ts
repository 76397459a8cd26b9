/** What connections tell of markets, on its way to those who look. */
import { venueId } from "../../domain/venue.ts";
import type { MarketDataEvent } from "../exchange_connection_protocol.ts";
import { marketViews } from "../topics.ts";
import { type Look, lookKey } from "./look_book.ts";
import type { Desk, DeskContext } from "./protocol.ts";
import type { WatchedMarket } from "./watched_market.ts";

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

/** Tells how a market is now, or soon, where something is new. */
export function tellChange(desk: Desk, key: string, market: WatchedMarket, isNew: boolean, ctx: DeskContext): void {
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
