/** Which channel serves which stream. */
import type { MarketPlayer } from "../player.ts";
import type { StreamSpec } from "../stream_names.ts";
import type { Channel, Emit } from "./channel.ts";
import { KlineChannel } from "./kline_channel.ts";
import { AggTradeChannel, TradeChannel } from "./trade_channel.ts";

/** Opens the channel of a stream from now on; null where nothing will ever be sent (an unknown symbol). */
export function openChannel(spec: StreamSpec, player: MarketPlayer, speed: number, emit: Emit): Channel | null {
  if (!("symbol" in spec)) return null;
  const market = player.markets.find((candidate) => candidate.id === spec.symbol);
  if (market === undefined) return null;
  switch (spec.kind) {
    case "trade":
      return new TradeChannel(emit);
    case "aggTrade":
      return new AggTradeChannel(emit);
    case "kline":
      return new KlineChannel(market.history, spec.interval, spec.offsetMs, player.nowMs, speed, emit);
    default:
      return null;
  }
}
