/** A market in motion: a cursor on its trades and its order book, which the {@linkcode MarketPlayer} moves. */
import { BookMaker } from "./book_maker.ts";
import type { DemoTrade, MarketHistory } from "./market_history.ts";
import { OrderBook } from "./order_book.ts";
import { randomFrom } from "./random.ts";

/** A market, how far it has been played, and the book at that moment. */
export class LiveMarket {
  /** Its changes are numbered on from the start's time in ms: a later start, after a restart too, has higher numbers. */
  readonly book: OrderBook;
  readonly #maker: BookMaker;
  #minute: number;
  #trades: DemoTrade[];
  #next = 0;
  #lastPrice: number;

  /** @param afterMs where the play begins, UTC ms of the exchange: what happened up to then, itself included, is over. */
  constructor(readonly history: MarketHistory, afterMs: number) {
    this.#minute = history.timeline.indexOf(afterMs);
    this.#trades = history.trades(this.#minute).filter((trade) => trade.timeMs > afterMs);
    this.book = new OrderBook(afterMs);
    this.#maker = new BookMaker(this.book, history.usualMinuteSteps(), randomFrom(history.seed ^ this.#minute));
    this.#lastPrice = history.closeBefore(afterMs + 1);
    this.#maker.open(this.#lastPrice);
  }

  /** The exchange's own spelling of the symbol, `BTCUSDT`. */
  get id(): string {
    return this.history.rules.id;
  }

  /** Price of the last trade that was played, in ticks. */
  get lastPrice(): number {
    return this.#lastPrice;
  }

  /** When the next trade happens; Infinity when none does up to `untilMs`. */
  nextTradeMs(untilMs: number): number {
    while (this.#next >= this.#trades.length && this.history.timeline.openMs(this.#minute + 1) <= untilMs) {
      this.#minute++;
      this.#trades = this.history.trades(this.#minute);
      this.#next = 0;
    }
    return this.#trades[this.#next]?.timeMs ?? Infinity;
  }

  /** Lets the next trade happen, in the book as well. Only after {@linkcode LiveMarket.nextTradeMs} named its time. */
  play(): DemoTrade {
    const trade = this.#trades[this.#next++]!;
    this.#maker.trade(trade);
    this.#lastPrice = trade.price;
    return trade;
  }

  /** Moves the book a little, as it does between trades. */
  breathe(): void {
    this.#maker.breathe();
  }
}
