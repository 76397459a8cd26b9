/** What the market feed hears; apart from the feed itself, so that who asks it does not load an exchange's client. */
import { z } from "zod";
import { market, symbol } from "../domain/market.ts";
import type { Frame } from "../exchanges/binance/frame.ts";
import type { Page } from "./market_sync.ts";

/** Number of the incarnation: what an earlier one has set going is ignored. */
const life = z.number();
const ofRepair = { life, symbol, repair: z.int() };

/** What the feed hears. */
export const marketFeedProtocol = {
  /** The rules of the markets that it listens to; answered once the exchange has told them. */
  GetMarkets: { out: z.array(market) },
  FrameReceived: { in: z.object({ life, frame: z.custom<Frame>(), text: z.string(), receivedMs: z.int() }) },
  WireLive: { in: z.object({ life }) },
  WireLost: { in: z.object({ life, why: z.string() }) },
  /** Asks REST for the next page of a market. */
  FetchCandles: { in: z.object(ofRepair) },
  CandlesFetched: { in: z.object({ ...ofRepair, page: z.custom<Page>() }) },
  FetchFailed: { in: z.object({ ...ofRepair, why: z.string(), retryAfterMs: z.number().nullable() }) },
  FetchMarkets: { in: z.object({ life }) },
  MarketsFetched: { in: z.object({ life, markets: z.array(market) }) },
  FetchMarketsFailed: { in: z.object({ life, why: z.string() }) },
  TellOpenCandles: {},
  TellStatus: {},
} as const;
