/** What is listened to together at an exchange, what is heard of it, and how it is got. */
import type { Exchange } from "ccxt";
import type { BookPicture, BookTop, Ticker } from "../../domain/market_data.ts";
import type { Symbol } from "../../domain/market.ts";
import { type AnyCandle, CandleRows } from "./candles.ts";
import type { Holding, ReportedFill, ReportedOrder, ReportedPosition } from "./private_data.ts";
import type { PublicTrade } from "./public_data.ts";

/** What may be listened to. The last four need a key. */
export type Channel =
  | "tickers"
  | "order_books"
  | "trades"
  | "candles"
  | "bids_asks"
  | "balance"
  | "orders"
  | "fills"
  | "positions";

/** What was heard. */
export type Heard =
  | { readonly kind: "TickersChanged"; readonly tickers: Ticker[] }
  | { readonly kind: "OrderBookChanged"; readonly book: BookPicture }
  | { readonly kind: "TradesPrinted"; readonly trades: PublicTrade[] }
  | { readonly kind: "CandlesChanged"; readonly candles: AnyCandle[] }
  | { readonly kind: "BidsAsksChanged"; readonly tops: BookTop[] }
  | { readonly kind: "BalanceChanged"; readonly balances: Holding[] }
  | { readonly kind: "OrdersReported"; readonly orders: ReportedOrder[] }
  | { readonly kind: "FillsReported"; readonly fills: ReportedFill[] }
  | { readonly kind: "PositionsReported"; readonly positions: ReportedPosition[] };

/** Some markets (none named = all, or the account) of one channel, listened to together. */
export interface Source {
  readonly channel: Channel;
  readonly symbols: readonly Symbol[];
  /** Of candles, in ccxt's words. */
  readonly timeframe: string | null;
}

/** So many levels of a book, or nearly, every exchange gives. */
const UNASKED_LEVELS = 20;

/** One source at work: what it remembers from one answer to the next. */
export class Reading {
  readonly #candles = new Map<Symbol, CandleRows>();
  readonly #books = new Map<Symbol, string>();

  /** How deep a book to ask for; undefined = as deep as the exchange gives unasked. Exchanges have some depths only. */
  readonly depth: number | undefined;

  /** @param levels how many levels of a book are wanted at the moment. */
  constructor(readonly exchange: Exchange, readonly source: Source, readonly levels: () => number) {
    this.depth = levels() > UNASKED_LEVELS ? levels() : undefined;
  }

  /** The market, where the source is of one. */
  get symbol(): Symbol {
    return this.source.symbols[0]!;
  }

  /** The markets, as ccxt wants them. */
  get symbols(): Symbol[] {
    return [...this.source.symbols];
  }

  get timeframe(): string {
    return this.source.timeframe!;
  }

  /** Follows the candles of one market. */
  candles(symbol: Symbol): CandleRows {
    let rows = this.#candles.get(symbol);
    if (!rows) this.#candles.set(symbol, rows = new CandleRows(symbol, this.timeframe));
    return rows;
  }

  /** Whether a book has other levels than the last time. */
  isOther({ symbol, bids, asks }: BookPicture): boolean {
    const text = JSON.stringify([bids, asks]);
    if (this.#books.get(symbol) === text) return false;
    this.#books.set(symbol, text);
    return true;
  }
}

/** One call of ccxt: which ability it needs, how to make it, and how to end the stream. */
export interface Call {
  /** What `has` must say. */
  readonly needs: string;
  readonly make: (reading: Reading) => Promise<Heard[]>;
  readonly end?: { readonly needs: string; readonly make: (reading: Reading) => Promise<unknown> };
}

/** Calls for one market, for several together, and for all (or the account); absent where ccxt has none. */
export interface Calls {
  readonly one?: readonly Call[];
  readonly many?: readonly Call[];
  readonly all?: readonly Call[];
}
