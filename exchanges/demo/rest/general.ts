/** `ping`, `time`, `exchangeInfo` and the status of the system. */
import type { MarketRules } from "../market_rules.ts";
import { stepText } from "../market_rules.ts";
import { type Endpoint, marketById, type Venue } from "./endpoint.ts";
import { invalidCombination, invalidSymbolStatus } from "./errors.ts";
import type { Params } from "./params.ts";

const ORDER_TYPES = [
  "LIMIT",
  "LIMIT_MAKER",
  "MARKET",
  "STOP_LOSS",
  "STOP_LOSS_LIMIT",
  "TAKE_PROFIT",
  "TAKE_PROFIT_LIMIT",
];

/** The limits a client is told; {@linkcode Budget} keeps `REQUEST_WEIGHT` and `RAW_REQUESTS`. */
export const RATE_LIMITS = [
  { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6000 },
  { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 100 },
  { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 1, limit: 200_000 },
  { rateLimitType: "RAW_REQUESTS", interval: "MINUTE", intervalNum: 5, limit: 300_000 },
] as const;

/** `GET /api/v3/ping` */
export const ping: Endpoint = (params) => {
  params.allRead();
  return { body: {}, weight: 1 };
};

/** `GET /api/v3/time` */
export const time: Endpoint = (params, venue) => {
  params.allRead();
  return { body: { serverTime: venue.now() }, weight: 1 };
};

/** `GET /api/v3/exchangeInfo` */
export const exchangeInfo: Endpoint = (params, venue) => {
  const rules = wantedRules(params, venue);
  const permissionSets = params.choice("showPermissionSets", ["true", "false"], "true") === "true";
  params.allRead();
  const symbols = rules.map((market) => symbolInfo(market, permissionSets));
  const body = { timezone: "UTC", serverTime: venue.now(), rateLimits: RATE_LIMITS, exchangeFilters: [], symbols };
  return { body, weight: 20 };
};

function wantedRules(params: Params, venue: Venue): MarketRules[] {
  const [symbol, symbols] = [params.symbol(), params.symbols()];
  const permissions = params.text("permissions");
  const status = params.choice("symbolStatus", ["TRADING", "HALT", "BREAK"], "TRADING", invalidSymbolStatus());
  if ([symbol, symbols, permissions].filter((sent) => sent !== undefined).length > 1) throw invalidCombination();
  const ids = symbol !== undefined ? [symbol] : symbols ?? venue.markets.map((market) => market.id);
  const spot = permissions === undefined || permissions.includes("SPOT");
  return spot && status === "TRADING" ? ids.map((id) => marketById(id, venue).history.rules) : [];
}

function symbolInfo(rules: MarketRules, permissionSets: boolean): Record<string, unknown> {
  return {
    symbol: rules.id,
    status: "TRADING",
    baseAsset: rules.base,
    baseAssetPrecision: 8,
    quoteAsset: rules.quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: ORDER_TYPES,
    icebergAllowed: true,
    ocoAllowed: true,
    otoAllowed: true,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: true,
    cancelReplaceAllowed: true,
    amendAllowed: true,
    pegInstructionsAllowed: false,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: filters(rules),
    permissions: [],
    ...(permissionSets ? { permissionSets: [["SPOT"]] } : {}),
    defaultSelfTradePreventionMode: "EXPIRE_MAKER",
    allowedSelfTradePreventionModes: ["EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"],
  };
}

function filters(rules: MarketRules): Record<string, unknown>[] {
  const tickSize = stepText(rules.pricePlaces);
  const stepSize = stepText(rules.quantityPlaces);
  return [
    { filterType: "PRICE_FILTER", minPrice: tickSize, maxPrice: "1000000.00000000", tickSize },
    { filterType: "LOT_SIZE", minQty: rules.minQuantity, maxQty: rules.maxQuantity, stepSize },
    { filterType: "ICEBERG_PARTS", limit: 10 },
    { filterType: "MARKET_LOT_SIZE", minQty: "0.00000000", maxQty: rules.marketMaxQuantity, stepSize: "0.00000000" },
    {
      filterType: "TRAILING_DELTA",
      minTrailingAboveDelta: 10,
      maxTrailingAboveDelta: 2000,
      minTrailingBelowDelta: 10,
      maxTrailingBelowDelta: 2000,
    },
    {
      filterType: "PERCENT_PRICE_BY_SIDE",
      bidMultiplierUp: "5",
      bidMultiplierDown: "0.2",
      askMultiplierUp: "5",
      askMultiplierDown: "0.2",
      avgPriceMins: 5,
    },
    {
      filterType: "NOTIONAL",
      minNotional: rules.minNotional,
      applyMinToMarket: true,
      maxNotional: rules.maxNotional,
      applyMaxToMarket: false,
      avgPriceMins: 5,
    },
    { filterType: "MAX_NUM_ORDERS", maxNumOrders: 200 },
    { filterType: "MAX_NUM_ALGO_ORDERS", maxNumAlgoOrders: 5 },
  ];
}

/** `GET /sapi/v1/system/status` */
export const systemStatus: Endpoint = (params) => {
  params.allRead();
  return { body: { status: 0, msg: "normal" }, weight: 1 };
};
