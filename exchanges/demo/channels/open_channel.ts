/** Which channel serves which stream. */
import type { LiveMarket } from "../live_market.ts";
import type { MarketPlayer } from "../player.ts";
import type { StreamSpec } from "../stream_names.ts";
import { BookTickerChannel, DepthChannel, PartialDepthChannel } from "./book_channels.ts";
import type { Channel, Emit } from "./channel.ts";
import { KlineChannel } from "./kline_channel.ts";
import {
  AllTickersChannel,
  avgPrice,
  dayTicker,
  miniTicker,
  referencePrice,
  TickerChannel,
  windowTicker,
} from "./ticker_channels.ts";
import { AggTradeChannel, TradeChannel } from "./trade_channel.ts";

/** Opens the channel of a stream from now on; null where nothing will ever be sent (an unknown symbol). */
export function openChannel(spec: StreamSpec, player: MarketPlayer, speed: number, emit: Emit): Channel | null {
  switch (spec.kind) {
    case "allMiniTickers":
      return new AllTickersChannel(player.markets, miniTicker, speed, emit);
    case "allWindowTickers":
      return new AllTickersChannel(player.markets, windowTicker(spec.window), speed, emit);
    case "silent":
      return null;
    default: {
      const market = player.markets.find((candidate) => candidate.id === spec.symbol);
      return market === undefined ? null : ofMarket(spec, market, player.nowMs, speed, emit);
    }
  }
}

type MarketSpec = Extract<StreamSpec, { symbol: string }>;

function ofMarket(spec: MarketSpec, market: LiveMarket, nowMs: number, speed: number, emit: Emit): Channel {
  switch (spec.kind) {
    case "trade":
      return new TradeChannel(emit);
    case "aggTrade":
      return new AggTradeChannel(emit);
    case "kline":
      return new KlineChannel(market.history, spec.interval, spec.offsetMs, nowMs, speed, emit);
    case "miniTicker":
      return new TickerChannel(market, miniTicker, speed, emit);
    case "ticker":
      return new TickerChannel(market, dayTicker, speed, emit);
    case "windowTicker":
      return new TickerChannel(market, windowTicker(spec.window), speed, emit);
    case "avgPrice":
      return new TickerChannel(market, avgPrice, speed, emit);
    case "referencePrice":
      return new TickerChannel(market, referencePrice, speed, emit);
    case "bookTicker":
      return new BookTickerChannel(market, emit);
    case "depth":
      return new DepthChannel(market, spec.everyMs, speed, emit);
    case "partialDepth":
      return new PartialDepthChannel(market, spec.levels, spec.everyMs, speed, emit);
  }
}
