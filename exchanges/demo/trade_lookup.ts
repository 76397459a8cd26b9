/** Finds trades of a market by id or by time, as far as they have happened. */
import type { DemoTrade, MarketHistory } from "./market_history.ts";

/** Id of the last trade up to `untilMs`, itself included; 0 when there is none. */
export function lastTradeId(history: MarketHistory, untilMs: number): number {
  const index = history.timeline.indexOf(untilMs);
  if (index < 0) return 0;
  const happened = history.trades(index).filter((trade) => trade.timeMs <= untilMs).length;
  return history.firstId(index) + happened - 1;
}

/** At most `limit` trades from id `fromId` on that happened up to `untilMs`, in order. */
export function tradesFrom(history: MarketHistory, fromId: number, untilMs: number, limit: number): DemoTrade[] {
  const found: DemoTrade[] = [];
  const lastId = Math.min(lastTradeId(history, untilMs), fromId + limit - 1);
  if (fromId < 1 || fromId > lastId) return found;
  for (let index = history.minuteOfTrade(fromId); history.firstId(index) <= lastId; index++) {
    for (const trade of history.trades(index)) {
      if (trade.id >= fromId && trade.id <= lastId) found.push(trade);
    }
  }
  return found;
}

/** The last `limit` trades up to `untilMs`, oldest first. */
export function lastTrades(history: MarketHistory, untilMs: number, limit: number): DemoTrade[] {
  return tradesFrom(history, Math.max(1, lastTradeId(history, untilMs) - limit + 1), untilMs, limit);
}

/** At most `limit` trades with `fromMs <= time <= toMs`, from the oldest on. */
export function tradesBetween(history: MarketHistory, fromMs: number, toMs: number, limit: number): DemoTrade[] {
  return tradesFrom(history, lastTradeId(history, fromMs - 1) + 1, toMs, limit);
}
