/** The newest state of one market that is looked at, and what of it was not told yet. Pure: times are handed in. */
import { type MarketView, VIEW_TRADES } from "../../domain/market_view.ts";
import type { AnyTrade } from "../../domain/trade.ts";
import { SlidingCache } from "../exchange_connection/caches.ts";
import { Pacing } from "../exchange_connection/pacing.ts";
import type { Channel, MarketDataEvent } from "../exchange_connection_protocol.ts";
import type { Looked } from "./look_book.ts";

/** What is listened to of a market, the most telling first: its error is told before others. */
export const VIEW_CHANNELS = ["order_books", "trades", "tickers"] as const satisfies readonly Channel[];
/** What is listened to of a market. */
export type ViewChannel = typeof VIEW_CHANNELS[number];

/** How a channel of a market is listened to. */
export interface Listening {
  /** The id of the wish at the connection, and its topic's key; null while it is not granted. */
  wish: { readonly id: string; readonly key: string } | null;
  unsubscribe: () => void;
  /** Why nothing flows, in the exchange's words. */
  error: string | null;
  /** The exchange does not have it at all. */
  isRefused: boolean;
  /** How often in a row it could not be asked for. */
  failures: number;
}

/** One market. */
export class WatchedMarket {
  readonly listenings: ReadonlyMap<ViewChannel, Listening>;
  readonly pacing: Pacing;
  readonly #printed = new SlidingCache<AnyTrade>({ keyOf: ({ id }) => id, limit: VIEW_TRADES });
  readonly #untold = new SlidingCache<AnyTrade>({ keyOf: ({ id }) => id, limit: VIEW_TRADES });
  #ticker: MarketView["ticker"] = null;
  #book: MarketView["book"] = null;

  /** @param everyMs views are told at most so often. */
  constructor(public looked: Looked, everyMs: number) {
    this.pacing = new Pacing(everyMs);
    const listening = (): Listening => ({
      wish: null,
      unsubscribe: () => {},
      error: null,
      isRefused: false,
      failures: 0,
    });
    this.listenings = new Map(VIEW_CHANNELS.map((channel) => [channel, listening()]));
  }

  /** Takes in what concerns this market. Whether there is something new to tell. */
  hear(event: MarketDataEvent): boolean {
    const { symbol } = this.looked;
    switch (event.kind) {
      case "TickersChanged": {
        const ticker = event.tickers.findLast((one) => one.symbol === symbol);
        this.#ticker = ticker ?? this.#ticker;
        return this.#flows("tickers", ticker !== undefined);
      }
      case "OrderBookChanged":
        if (event.book.symbol !== symbol) return false;
        this.#book = event.book;
        this.#bookFlows();
        return this.#flows("order_books", true);
      case "TradesPrinted": {
        const added = this.#printed.add(event.trades.filter((one) => one.symbol === symbol));
        this.#untold.add(added);
        return this.#flows("trades", added.length > 0);
      }
      default:
        return false;
    }
  }

  /** Why nothing flows of a channel; null = all is well. Whether that is news. */
  fail(channel: ViewChannel, error: string | null): boolean {
    const listening = this.listenings.get(channel)!;
    if (listening.error === error) return false;
    listening.error = error;
    return true;
  }

  /** The exchange does not have a channel at all. Whether that is news. */
  refuse(channel: ViewChannel, reason: string): boolean {
    this.listenings.get(channel)!.isRefused = true;
    return this.fail(channel, reason);
  }

  /** What is told under a venue's name: with all prints that are kept, or with those that were not told yet. */
  view(venueId: string, prints: "kept" | "untold"): MarketView {
    const trades = (prints === "kept" ? this.#printed : this.#untold).items();
    const { symbol } = this.looked;
    return { venueId, symbol, ticker: this.#ticker, book: this.#book, trades, error: this.#error() };
  }

  /** Whether anything is known: data, or why there is none. */
  get isKnown(): boolean {
    return this.#ticker !== null || this.#book !== null || this.#printed.size > 0 || this.#error() !== null;
  }

  /** It was told at `nowMs`. */
  told(nowMs: number): void {
    this.pacing.told(nowMs);
    this.#untold.take();
  }

  #flows(channel: ViewChannel, isNew: boolean): boolean {
    if (isNew) this.fail(channel, null);
    return isNew;
  }

  /** A quiet market prints nothing for long: where its book flows again over the same wire, its prints would too. */
  #bookFlows(): void {
    if (!this.listenings.get("trades")!.isRefused) this.fail("trades", null);
  }

  #error(): string | null {
    for (const { error } of this.listenings.values()) if (error !== null) return error;
    return null;
  }
}
