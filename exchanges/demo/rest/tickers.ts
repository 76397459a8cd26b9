/** `avgPrice`, `ticker/24hr`, `ticker/tradingDay`, `ticker/price` and `ticker` (rolling window). */
import { bestRow } from "../book_rows.ts";
import type { LiveMarket } from "../live_market.ts";
import { AVERAGE_MINUTES, averagePrice, DAY_MS, type Statistics, statistics } from "../statistics.ts";
import { timeZoneOffsetMs } from "../intervals.ts";
import { type Endpoint, requiredMarket, wantedMarkets } from "./endpoint.ts";
import { ApiError, invalidData, invalidTickerType, missing } from "./errors.ts";

const MINUTE_MS = 60_000;
const TYPES = ["FULL", "MINI"] as const;
const MOST_SYMBOLS = 100;
const UNITS_MS: Readonly<Record<string, { ms: number; most: number }>> = {
  m: { ms: MINUTE_MS, most: 59 },
  h: { ms: 60 * MINUTE_MS, most: 23 },
  d: { ms: DAY_MS, most: 7 },
};

/** `GET /api/v3/avgPrice` */
export const avgPrice: Endpoint = (params, venue) => {
  const { history } = requiredMarket(params, venue);
  params.allRead();
  const { price, lastTradeMs } = averagePrice(history, venue.now());
  return { body: { mins: AVERAGE_MINUTES, price, closeTime: lastTradeMs }, weight: 2 };
};

/** `GET /api/v3/ticker/24hr` */
export const ticker24hr: Endpoint = (params, venue) => {
  const { markets, single, all } = wantedMarkets(params, venue);
  const type = params.choice("type", TYPES, "FULL", invalidTickerType());
  params.allRead();
  const nowMs = venue.now();
  const rows = markets.map((market) => {
    const figures = statistics(market.history, nowMs - DAY_MS, nowMs);
    return type === "MINI" ? miniRow(market, figures) : dayRow(market, figures);
  });
  return { body: single ? rows[0] : rows, weight: all || rows.length > 100 ? 80 : rows.length <= 20 ? 2 : 40 };
};

/** `GET /api/v3/ticker/price` */
export const tickerPrice: Endpoint = (params, venue) => {
  const { markets, single } = wantedMarkets(params, venue);
  params.allRead();
  const nowMs = venue.now();
  const rows = markets.map(({ id, history }) => ({ symbol: id, price: statistics(history, nowMs, nowMs).last }));
  return { body: single ? rows[0] : rows, weight: single ? 2 : 4 };
};

/** `GET /api/v3/ticker`: a window of 1m–59m, 1h–23h or 1d–7d that opens on a whole minute. */
export const rollingTicker: Endpoint = (params, venue) => {
  const { markets, single, all } = wantedMarkets(params, venue);
  const windowMs = windowSizeMs(params.text("windowSize") ?? "1d");
  const type = params.choice("type", TYPES, "FULL", invalidTickerType());
  params.allRead();
  if (all) throw missing("symbol");
  const nowMs = venue.now();
  const openMs = Math.floor((nowMs - windowMs) / MINUTE_MS) * MINUTE_MS;
  return windowAnswer(markets, single, type, (market) => statistics(market.history, openMs, nowMs));
};

/** `GET /api/v3/ticker/tradingDay` */
export const tradingDay: Endpoint = (params, venue) => {
  const { markets, single, all } = wantedMarkets(params, venue);
  const offsetMs = timeZoneOffsetMs(params.text("timeZone") ?? "0");
  if (offsetMs === null) throw invalidData("timeZone");
  const type = params.choice("type", TYPES, "FULL", invalidTickerType());
  params.allRead();
  if (all) throw missing("symbol");
  const nowMs = venue.now();
  const openMs = Math.floor((nowMs + offsetMs) / DAY_MS) * DAY_MS - offsetMs;
  return windowAnswer(
    markets,
    single,
    type,
    (market) => statistics(market.history, openMs, nowMs, openMs + DAY_MS - 1),
  );
};

function windowAnswer(
  markets: readonly LiveMarket[],
  single: boolean,
  type: typeof TYPES[number],
  figuresOf: (market: LiveMarket) => Statistics,
) {
  if (markets.length > MOST_SYMBOLS) {
    throw new ApiError(-1101, `Too many parameters; expected at most '${MOST_SYMBOLS}' symbols.`);
  }
  const rows = markets.map((market) => (type === "MINI" ? miniRow : windowRow)(market, figuresOf(market)));
  return { body: single ? rows[0] : rows, weight: Math.min(200, 4 * rows.length) };
}

function windowSizeMs(text: string): number {
  const match = /^([1-9]\d?)([mhd])$/.exec(text);
  const unit = UNITS_MS[match?.[2] ?? ""];
  if (match === null || unit === undefined || Number(match[1]) > unit.most) throw invalidData("windowSize");
  return Number(match[1]) * unit.ms;
}

function miniRow(market: LiveMarket, figures: Statistics): Record<string, unknown> {
  return {
    symbol: market.id,
    openPrice: figures.open,
    highPrice: figures.high,
    lowPrice: figures.low,
    lastPrice: figures.last,
    volume: figures.volume,
    quoteVolume: figures.quoteVolume,
    openTime: figures.openMs,
    closeTime: figures.closeMs,
    firstId: figures.firstId,
    lastId: figures.lastId,
    count: figures.count,
  };
}

function windowRow(market: LiveMarket, figures: Statistics): Record<string, unknown> {
  return {
    ...miniRow(market, figures),
    priceChange: figures.change,
    priceChangePercent: figures.changePercent,
    weightedAvgPrice: figures.average,
  };
}

function dayRow(market: LiveMarket, figures: Statistics): Record<string, unknown> {
  const [bidPrice, bidQty] = bestRow(market, "bid");
  const [askPrice, askQty] = bestRow(market, "ask");
  return {
    ...windowRow(market, figures),
    prevClosePrice: figures.previousClose,
    lastQty: figures.lastQuantity,
    bidPrice,
    bidQty,
    askPrice,
    askQty,
  };
}
