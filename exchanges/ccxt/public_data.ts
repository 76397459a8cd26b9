/** Tickers, books and trades of ccxt in the domain's words. What lacks its essentials (a symbol, a price) is passed over. */
import type { OrderBook, Ticker as CcxtTicker, Trade as CcxtTrade } from "ccxt";
import type { BookLevel, BookPicture, BookTop, Ticker } from "../../domain/market_data.ts";
import { type Symbol, symbol } from "../../domain/market.ts";
import { decimalOf, wholeOf } from "./numbers.ts";

/** A public print; exchanges name trades by numbers or by text, and some do not say who took liquidity. */
export interface PublicTrade {
  readonly symbol: Symbol;
  readonly id: string;
  /** In quote currency. */
  readonly price: string;
  /** In base currency. */
  readonly quantity: string;
  /** UTC ms. */
  readonly timeMs: number;
  readonly takerSide: "buy" | "sell" | null;
}

/** The symbol, where it is one of ours too. */
export function symbolOf(value: unknown): Symbol | null {
  const checked = symbol.safeParse(value);
  return checked.success ? checked.data : null;
}

/** The side, where it is known. */
export function sideOf(side: unknown): "buy" | "sell" | null {
  return side === "buy" || side === "sell" ? side : null;
}

/** Tickers; ccxt does not say how long their window is. One that tells no price at all is passed over. */
export function tickersOf(rows: readonly CcxtTicker[]): Ticker[] {
  return rows.flatMap((row) => {
    const symbol = symbolOf(row.symbol);
    const [last, bid, ask] = [decimalOf(row.last ?? row.close), decimalOf(row.bid), decimalOf(row.ask)];
    if (symbol === null || (last ?? bid ?? ask) === null) return [];
    return [{
      symbol,
      timeMs: wholeOf(row.timestamp),
      windowMs: null,
      open: decimalOf(row.open),
      high: decimalOf(row.high),
      low: decimalOf(row.low),
      last,
      bid,
      ask,
      volumeBase: decimalOf(row.baseVolume),
      volumeQuote: decimalOf(row.quoteVolume),
    }];
  });
}

/** The best levels of a book, at most `levels` of each side; null for one that is of no symbol of ours. */
export function bookOf(book: OrderBook, levels: number, symbol = symbolOf(book.symbol)): BookPicture | null {
  if (symbol === null) return null;
  return {
    symbol,
    updateId: Number.isSafeInteger(book.nonce) ? book.nonce! : null,
    timeMs: wholeOf(book.timestamp),
    bids: levelsOf(book.bids, levels),
    asks: levelsOf(book.asks, levels),
  };
}

/** The top of a book. */
export function topOf({ symbol, updateId, timeMs, bids, asks }: BookPicture): BookTop {
  return { symbol, updateId, timeMs, bid: bids[0] ?? null, ask: asks[0] ?? null };
}

/** The best bids and asks, as ccxt tells them in the form of tickers; a side without its quantity is unknown. */
export function topsOf(rows: readonly CcxtTicker[]): BookTop[] {
  return rows.flatMap((row) => {
    const symbol = symbolOf(row.symbol);
    if (symbol === null) return [];
    const [bid, ask] = [levelOf(row.bid, row.bidVolume), levelOf(row.ask, row.askVolume)];
    return [{ symbol, updateId: null, timeMs: wholeOf(row.timestamp), bid, ask }];
  });
}

/** Trades, the oldest first. One without an id is named by what it says, so that it has the same name the next time. */
export function tradesOf(rows: readonly CcxtTrade[]): PublicTrade[] {
  const unnamed = new Map<string, number>();
  return rows.flatMap((row) => {
    const [symbol, price, quantity, timeMs] = [
      symbolOf(row.symbol),
      decimalOf(row.price),
      decimalOf(row.amount),
      wholeOf(row.timestamp),
    ];
    if (symbol === null || price === null || quantity === null || timeMs === null) return [];
    const takerSide = sideOf(row.side);
    const id = row.id ?? countedName(unnamed, `${timeMs} ${takerSide} ${price} ${quantity}`);
    return [{ symbol, id, price, quantity, timeMs, takerSide }];
  }).sort((a, b) => a.timeMs - b.timeMs);
}

/** Equal trades of one list are several. */
function countedName(seen: Map<string, number>, name: string): string {
  const count = (seen.get(name) ?? 0) + 1;
  seen.set(name, count);
  return count === 1 ? name : `${name} #${count}`;
}

/** A list of its own: ccxt's sides are arrays of a class of theirs, which a copy of them would be too. */
function levelsOf(side: OrderBook["bids"], most: number): BookLevel[] {
  const levels: BookLevel[] = [];
  for (const [price, quantity] of side) {
    if (levels.length >= most) break;
    const level = levelOf(price, quantity);
    if (level !== null) levels.push(level);
  }
  return levels;
}

function levelOf(price: unknown, quantity: unknown): BookLevel | null {
  const [priceText, quantityText] = [decimalOf(price), decimalOf(quantity)];
  return priceText === null || quantityText === null ? null : [priceText, quantityText];
}
