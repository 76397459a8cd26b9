/** What the market feed hears; apart from the feed itself, so that who asks it does not load an exchange's client. */
import { z } from "zod";
import { candle } from "../domain/candle.ts";
import { market, symbol } from "../domain/market.ts";
import type { Frame } from "../exchanges/binance/frame_kinds.ts";
import { marketSourceProtocol } from "./market_desk_protocol.ts";
import type { Page } from "./market_feed/market_sync.ts";
import type { PrintsPage } from "./market_feed/trade_sequence.ts";

/** Number of the incarnation: what an earlier one has set going is ignored. */
const life = z.number();
const streams = z.array(z.string());
const symbols = z.array(symbol);
const ofRepair = { life, symbol, repair: z.int() };
const failure = { why: z.string(), retryAfterMs: z.number().nullable() };
const ofCheck = { life, symbol, openMs: z.int(), attempt: z.int() };

/** What the feed hears. */
export const marketFeedProtocol = {
  ...marketSourceProtocol,
  /** The rules of the markets that it listens to; answered once the exchange has told them. */
  GetMarkets: { out: z.array(market) },
  FrameReceived: { in: z.object({ life, frame: z.custom<Frame>(), text: z.string(), receivedMs: z.int() }) },
  StreamsLive: { in: z.object({ life, streams }) },
  StreamsLost: { in: z.object({ life, streams, why: z.string() }) },
  /** Asks the desk which markets are wanted. */
  FetchWanted: { in: z.object({ life, attempt: z.int() }) },
  WantedFetched: { in: z.object({ life, symbols }) },
  /** Asks REST for the next page of a market's candles. */
  FetchCandles: { in: z.object(ofRepair) },
  CandlesFetched: { in: z.object({ ...ofRepair, page: z.custom<Page>() }) },
  FetchFailed: { in: z.object({ ...ofRepair, ...failure }) },
  /** Asks REST for the next page of a market's prints. */
  FetchPrints: { in: z.object(ofRepair) },
  PrintsFetched: { in: z.object({ ...ofRepair, page: z.custom<PrintsPage>() }) },
  PrintsFailed: { in: z.object({ ...ofRepair, ...failure }) },
  /** Asks REST about a candle that was told and came again with other numbers. */
  CheckCandle: { in: z.object(ofCheck) },
  CandleChecked: {
    in: z.object({ ...ofCheck, was: candle.nullable(), candle: candle.nullable(), why: z.string().nullable() }),
  },
  FetchMarkets: { in: z.object({ life, symbols }) },
  MarketsFetched: { in: z.object({ life, symbols, markets: z.array(market) }) },
  FetchMarketsFailed: { in: z.object({ life, symbols, why: z.string() }) },
  /** A page of the past was told; the next one may be fetched. */
  PastDone: { in: z.object({ life }) },
  TellOpenCandles: {},
  /** Once a second: looks after the streams, and tells how all is. */
  LookAfter: {},
} as const;
