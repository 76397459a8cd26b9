/** `<symbol>@trade` and `<symbol>@aggTrade`: every trade at once. */
import type { LiveMarket } from "../live_market.ts";
import type { DemoTrade } from "../market_history.ts";
import { fromUnits } from "../units.ts";
import type { Channel, Emit } from "./channel.ts";

/** Raw trades. */
export class TradeChannel implements Channel {
  readonly rank = 0;
  constructor(private readonly emit: Emit) {}

  onTrade(trade: DemoTrade, market: LiveMarket): void {
    this.emit(JSON.stringify({
      e: "trade",
      E: trade.timeMs,
      s: market.id,
      t: trade.id,
      ...priceAndQuantity(trade, market),
      T: trade.timeMs,
      m: trade.buyerIsMaker,
      M: true,
    }));
  }
}

/** Aggregate trades: here each trade is an order of its own, so each stands alone (`f` = `l` = `a`). */
export class AggTradeChannel implements Channel {
  readonly rank = 0;
  constructor(private readonly emit: Emit) {}

  onTrade(trade: DemoTrade, market: LiveMarket): void {
    this.emit(JSON.stringify({
      e: "aggTrade",
      E: trade.timeMs,
      s: market.id,
      a: trade.id,
      ...priceAndQuantity(trade, market),
      f: trade.id,
      l: trade.id,
      T: trade.timeMs,
      m: trade.buyerIsMaker,
      M: true,
    }));
  }
}

function priceAndQuantity(trade: DemoTrade, market: LiveMarket): { p: string; q: string } {
  const { pricePlaces, quantityPlaces } = market.history.rules;
  return { p: fromUnits(trade.price, pricePlaces), q: fromUnits(trade.steps, quantityPlaces) };
}
