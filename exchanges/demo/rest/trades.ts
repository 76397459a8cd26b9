/** `trades`, `historicalTrades` and `aggTrades`. */
import type { DemoTrade } from "../market_history.ts";
import type { MarketRules } from "../market_rules.ts";
import { lastTrades, tradesBetween, tradesFrom } from "../trade_lookup.ts";
import { fromUnits } from "../units.ts";
import { type Endpoint, requiredMarket } from "./endpoint.ts";
import { invalidCombination } from "./errors.ts";

/** `GET /api/v3/trades` */
export const trades: Endpoint = (params, venue) => {
  const { history } = requiredMarket(params, venue);
  const limit = params.limit(500, 1000);
  params.allRead();
  return { body: lastTrades(history, venue.now(), limit).map((trade) => tradeRow(trade, history.rules)), weight: 25 };
};

/** `GET /api/v3/historicalTrades` */
export const historicalTrades: Endpoint = (params, venue) => {
  const { history } = requiredMarket(params, venue);
  const limit = params.limit(500, 1000);
  const fromId = params.whole("fromId");
  params.allRead();
  const nowMs = venue.now();
  const found = fromId === undefined
    ? lastTrades(history, nowMs, limit)
    : tradesFrom(history, Math.max(1, fromId), nowMs, limit);
  return { body: found.map((trade) => tradeRow(trade, history.rules)), weight: 25 };
};

/** `GET /api/v3/aggTrades`; each aggregate holds one trade. */
export const aggTrades: Endpoint = (params, venue) => {
  const { history } = requiredMarket(params, venue);
  const limit = params.limit(500, 1000);
  const [fromId, startMs, endMs] = [params.whole("fromId"), params.time("startTime"), params.time("endTime")];
  params.allRead();
  const nowMs = venue.now();
  const untilMs = Math.min(endMs ?? nowMs, nowMs);
  return { body: found().map((trade) => aggTradeRow(trade, history.rules)), weight: 4 };

  function found(): DemoTrade[] {
    if (fromId !== undefined) {
      if (startMs !== undefined || endMs !== undefined) throw invalidCombination();
      return tradesFrom(history, Math.max(1, fromId), nowMs, limit);
    }
    return startMs === undefined
      ? lastTrades(history, untilMs, limit)
      : tradesBetween(history, startMs, untilMs, limit);
  }
};

function tradeRow(trade: DemoTrade, rules: MarketRules): Record<string, unknown> {
  return {
    id: trade.id,
    price: fromUnits(trade.price, rules.pricePlaces),
    qty: fromUnits(trade.steps, rules.quantityPlaces),
    quoteQty: fromUnits(trade.quote, rules.pricePlaces + rules.quantityPlaces),
    time: trade.timeMs,
    isBuyerMaker: trade.buyerIsMaker,
    isBestMatch: true,
  };
}

function aggTradeRow(trade: DemoTrade, rules: MarketRules): Record<string, unknown> {
  return {
    a: trade.id,
    p: fromUnits(trade.price, rules.pricePlaces),
    q: fromUnits(trade.steps, rules.quantityPlaces),
    f: trade.id,
    l: trade.id,
    T: trade.timeMs,
    m: trade.buyerIsMaker,
    M: true,
  };
}
