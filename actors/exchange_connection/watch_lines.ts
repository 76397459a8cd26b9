/** Market data as lines for people. Pure. */
import type { BookLevel } from "../../domain/market_data.ts";
import type { MarketDataEvent } from "../exchange_connection_protocol.ts";

/** One line for each thing that an event tells; times are UTC. */
export function linesOf(event: MarketDataEvent): string[] {
  switch (event.kind) {
    case "TradesPrinted":
      return event.trades.map(({ symbol, timeMs, price, quantity, takerSide }) =>
        `${timeOf(timeMs)}  ${symbol}  ${takerSide ?? "?"}  ${quantity} at ${price}`
      );
    case "TickersChanged":
      return event.tickers.map(({ symbol, timeMs, last, bid, ask, volumeBase }) =>
        `${timeOf(timeMs)}  ${symbol}  last ${known(last)}  bid ${known(bid)}  ask ${known(ask)}  volume ${
          known(volumeBase)
        }`
      );
    case "CandlesChanged":
      return event.candles.map(({ symbol, timeframe, openMs, open, high, low, close, volume, closed }) =>
        `${
          timeOf(openMs)
        }  ${symbol}  ${timeframe}  open ${open}  high ${high}  low ${low}  close ${close}  volume ${volume}  ` +
        (closed ? "closed" : "open")
      );
    case "BidsAsksChanged":
      return event.tops.map(({ symbol, timeMs, bid, ask }) =>
        `${timeOf(timeMs)}  ${symbol}  bid ${levelOf(bid)}  ask ${levelOf(ask)}`
      );
    case "OrderBookChanged": {
      const { symbol, timeMs, bids, asks } = event.book;
      return [
        `${timeOf(timeMs)}  ${symbol}  bids ${bids.map(levelOf).join("  ")}  |  asks ${asks.map(levelOf).join("  ")}`,
      ];
    }
    case "BalanceChanged":
      return event.balances.map(({ currency, free, used }) => `${currency}  free ${free}  used ${used}`);
    case "OrdersReported":
      return event.orders.map(({ symbol, side, orderId, status, quantity, price }) =>
        `${symbol}  ${orderId}  ${side} ${known(quantity)} at ${known(price)}  ${status}`
      );
    case "FillsReported":
      return event.fills.map(({ symbol, timeMs, side, quantity, price }) =>
        `${timeOf(timeMs)}  ${symbol}  ${side}  ${quantity} at ${price}`
      );
    case "PositionsReported":
      return event.positions.map(({ symbol, side, quantity, entryPrice }) =>
        `${symbol}  ${side ?? "flat"}  ${quantity} at ${known(entryPrice)}`
      );
  }
}

/** `2026-11-21 12:00:07.123`. */
function timeOf(ms: number | null): string {
  return ms === null ? "-".padEnd(23) : new Date(ms).toISOString().slice(0, 23).replace("T", " ");
}

function known(text: string | null): string {
  return text ?? "-";
}

function levelOf(level: BookLevel | null): string {
  return level === null ? "-" : `${level[1]} at ${level[0]}`;
}
