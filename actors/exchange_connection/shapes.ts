/** What each channel carries: which items its events hold, what tells them apart, and how many are kept. */
import type { Channel, MarketDataEvent, Subscription } from "../exchange_connection_protocol.ts";

/** Levels of a book where nobody says how many. */
export const DEFAULT_BOOK_LEVELS = 20;
/** What is kept of lists where nobody says how many. */
export const DEFAULT_LIMIT = 1_000;
/** All markets of the largest exchanges. */
const ALL_MARKETS = 10_000;

type Kind = MarketDataEvent["kind"];
/** The event of one kind. */
export type EventOf<K extends Kind> = Extract<MarketDataEvent, { kind: K }>;

/** One channel. */
export interface Shape<K extends Kind, T> {
  readonly kind: K;
  readonly itemsOf: (event: EventOf<K>) => readonly T[];
  /** Events that tell the items; none for none. */
  readonly eventsOf: (exchange: string, items: T[]) => EventOf<K>[];
  readonly keyOf: (item: T) => string;
  /** Absent where the items crowd out each other whatever their market is. */
  readonly groupOf?: (item: T) => string;
  /** Null where an item is of no market. */
  readonly symbolOf: (item: T) => string | null;
  /** Whether it is of the wanted length. */
  readonly fits?: (item: T, wanted: Subscription) => boolean;
  /** As much of it as is wanted. */
  readonly trim?: (item: T, limit: number) => T;
  /** Whether `limit` of a subscription says how many are kept of each group. */
  readonly isList: boolean;
}

type ItemsOf<K extends Kind, F extends string> = EventOf<K> extends { [name in F]: (infer T)[] } ? T : never;

/** Several items in one event; none, no event. */
function listed<T, E>(items: T[], event: (items: T[]) => E): E[] {
  return items.length > 0 ? [event(items)] : [];
}

const ofSymbol = ({ symbol }: { symbol: string }) => symbol;

const TICKERS: Shape<"TickersChanged", ItemsOf<"TickersChanged", "tickers">> = {
  kind: "TickersChanged",
  itemsOf: ({ tickers }) => tickers,
  eventsOf: (exchange, items) => listed(items, (tickers) => ({ kind: "TickersChanged", exchange, tickers })),
  keyOf: ofSymbol,
  symbolOf: ofSymbol,
  isList: false,
};

const ORDER_BOOKS: Shape<"OrderBookChanged", EventOf<"OrderBookChanged">["book"]> = {
  kind: "OrderBookChanged",
  itemsOf: ({ book }) => [book],
  eventsOf: (exchange, items) => items.map((book) => ({ kind: "OrderBookChanged", exchange, book })),
  keyOf: ofSymbol,
  symbolOf: ofSymbol,
  trim: (book, limit) =>
    book.bids.length <= limit && book.asks.length <= limit
      ? book
      : { ...book, bids: book.bids.slice(0, limit), asks: book.asks.slice(0, limit) },
  isList: false,
};

const TRADES: Shape<"TradesPrinted", ItemsOf<"TradesPrinted", "trades">> = {
  kind: "TradesPrinted",
  itemsOf: ({ trades }) => trades,
  eventsOf: (exchange, items) => listed(items, (trades) => ({ kind: "TradesPrinted", exchange, trades })),
  keyOf: ({ id }) => id,
  groupOf: ofSymbol,
  symbolOf: ofSymbol,
  isList: true,
};

const CANDLES: Shape<"CandlesChanged", ItemsOf<"CandlesChanged", "candles">> = {
  kind: "CandlesChanged",
  itemsOf: ({ candles }) => candles,
  eventsOf: (exchange, items) => listed(items, (candles) => ({ kind: "CandlesChanged", exchange, candles })),
  keyOf: ({ openMs }) => String(openMs),
  groupOf: ofSymbol,
  symbolOf: ofSymbol,
  fits: ({ timeframe }, wanted) => timeframe === wanted.timeframe,
  isList: true,
};

const BIDS_ASKS: Shape<"BidsAsksChanged", ItemsOf<"BidsAsksChanged", "tops">> = {
  kind: "BidsAsksChanged",
  itemsOf: ({ tops }) => tops,
  eventsOf: (exchange, items) => listed(items, (tops) => ({ kind: "BidsAsksChanged", exchange, tops })),
  keyOf: ofSymbol,
  symbolOf: ofSymbol,
  isList: false,
};

const BALANCE: Shape<"BalanceChanged", ItemsOf<"BalanceChanged", "balances">> = {
  kind: "BalanceChanged",
  itemsOf: ({ balances }) => balances,
  eventsOf: (exchange, items) => listed(items, (balances) => ({ kind: "BalanceChanged", exchange, balances })),
  keyOf: ({ currency }) => currency,
  symbolOf: () => null,
  isList: false,
};

const ORDERS: Shape<"OrdersReported", ItemsOf<"OrdersReported", "orders">> = {
  kind: "OrdersReported",
  itemsOf: ({ orders }) => orders,
  eventsOf: (exchange, items) => listed(items, (orders) => ({ kind: "OrdersReported", exchange, orders })),
  keyOf: ({ symbol, orderId }) => `${symbol} ${orderId}`,
  symbolOf: ofSymbol,
  isList: true,
};

const FILLS: Shape<"FillsReported", ItemsOf<"FillsReported", "fills">> = {
  kind: "FillsReported",
  itemsOf: ({ fills }) => fills,
  eventsOf: (exchange, items) => listed(items, (fills) => ({ kind: "FillsReported", exchange, fills })),
  keyOf: ({ symbol, fillId }) => `${symbol} ${fillId}`,
  symbolOf: ofSymbol,
  isList: true,
};

const POSITIONS: Shape<"PositionsReported", ItemsOf<"PositionsReported", "positions">> = {
  kind: "PositionsReported",
  itemsOf: ({ positions }) => positions,
  eventsOf: (exchange, items) => listed(items, (positions) => ({ kind: "PositionsReported", exchange, positions })),
  keyOf: ({ symbol, side }) => `${symbol} ${side}`,
  symbolOf: ofSymbol,
  isList: false,
};

/** The shape of each channel. */
export const SHAPES = {
  tickers: TICKERS,
  order_books: ORDER_BOOKS,
  trades: TRADES,
  candles: CANDLES,
  bids_asks: BIDS_ASKS,
  balance: BALANCE,
  orders: ORDERS,
  fills: FILLS,
  positions: POSITIONS,
} as const satisfies Record<Channel, unknown>;

/** How many items of each group a subscription keeps. */
export function limitOf({ channel, limit }: Subscription): number {
  return SHAPES[channel].isList ? limit ?? DEFAULT_LIMIT : ALL_MARKETS;
}
