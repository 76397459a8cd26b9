/** The order book: `bookTicker` at once, `depth` as differences, `depth5/10/20` as its best levels. */
import { bestRow, levelRows } from "../book_rows.ts";
import type { LiveMarket } from "../live_market.ts";
import type { BookChange, BookSide, Level } from "../order_book.ts";
import { type Channel, type Emit, Pace, pacedMs } from "./channel.ts";

const LEAST_WALL_MS = 50;

/** The best levels whenever they change. These events have neither `e` nor `E`. */
export class BookTickerChannel implements Channel {
  readonly rank = 1;
  #last = "";

  constructor(private readonly market: LiveMarket, private readonly emit: Emit) {}

  onTrade(): void {
    this.#tell();
  }

  onBeat(): void {
    this.#tell();
  }

  #tell(): void {
    const [b, B] = bestRow(this.market, "bid");
    const [a, A] = bestRow(this.market, "ask");
    const best = `${b} ${B} ${a} ${A}`;
    if (best === this.#last) return;
    this.#last = best;
    this.emit(JSON.stringify({ u: this.market.book.updateId, s: this.market.id, b, B, a, A }));
  }
}

/** What has changed since the last frame; `U` of a frame is `u` of the one before, plus 1. */
export class DepthChannel implements Channel {
  readonly rank = 1;
  readonly #pace: Pace;
  readonly #changes: Record<BookSide, Map<number, number>> = { bid: new Map(), ask: new Map() };
  readonly #stopListening: () => void;
  #sentId: number;

  constructor(private readonly market: LiveMarket, everyMs: number, speed: number, private readonly emit: Emit) {
    this.#pace = new Pace(pacedMs(everyMs, speed, LEAST_WALL_MS));
    this.#sentId = market.book.updateId;
    this.#stopListening = market.book.listen((change) => this.#note(change));
  }

  onBeat(timeMs: number): void {
    const { updateId } = this.market.book;
    if (updateId === this.#sentId || !this.#pace.due(timeMs)) return;
    const [b, a] = [this.#take("bid"), this.#take("ask")];
    this.emit(
      JSON.stringify({ e: "depthUpdate", E: timeMs, s: this.market.id, U: this.#sentId + 1, u: updateId, b, a }),
    );
    this.#sentId = updateId;
  }

  close(): void {
    this.#stopListening();
  }

  #note({ side, price, steps }: BookChange): void {
    this.#changes[side].set(price, steps);
  }

  #take(side: BookSide): [string, string][] {
    const levels: Level[] = Array.from(this.#changes[side], ([price, steps]) => ({ price, steps }));
    this.#changes[side].clear();
    return levelRows(this.market, levels);
  }
}

/** The best levels of both sides at intervals. These events have neither `e` nor `s`. */
export class PartialDepthChannel implements Channel {
  readonly rank = 1;
  readonly #pace: Pace;
  #sentId = -1;

  constructor(
    private readonly market: LiveMarket,
    private readonly levels: number,
    everyMs: number,
    speed: number,
    private readonly emit: Emit,
  ) {
    this.#pace = new Pace(pacedMs(everyMs, speed, LEAST_WALL_MS));
  }

  onBeat(timeMs: number): void {
    const { book } = this.market;
    if (book.updateId === this.#sentId || !this.#pace.due(timeMs)) return;
    this.#sentId = book.updateId;
    const bids = levelRows(this.market, book.levels("bid", this.levels));
    const asks = levelRows(this.market, book.levels("ask", this.levels));
    this.emit(JSON.stringify({ lastUpdateId: book.updateId, bids, asks }));
  }
}
