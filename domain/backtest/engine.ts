/**
 * A backtest, candle by candle: fills what was decided at the close before, follows stops and targets, values the
 * account at the close, and asks again.
 *
 * The model is that of backtesting.py 0.6 with exclusive orders and a margin of 1, so that its results can be compared
 * line by line; docs/backtest.md says it in words.
 */
import type { CandleColumns } from "./candle_columns.ts";
import type { AccountView, Decider, Signal } from "./decider.ts";
import { type ExitFill, exitFill } from "./exits.ts";
import { FillDesk, type FillPoint } from "./fill_desk.ts";
import type { FinerCandles } from "./finer.ts";
import { type BacktestOptions, backtestOptions, type GivenOptions } from "./options.ts";
import type { BacktestResult, OpenTrade } from "./trade.ts";

/** A run. Feed it candles in any portions, then {@linkcode Backtest.finish} it. */
export class Backtest {
  readonly #options: BacktestOptions;
  readonly #desk: FillDesk;
  readonly #account: AccountView;
  /** What was decided at the last close and is not filled yet. */
  #pending: Exclude<Signal, { kind: "wait" }> | undefined;
  #equity: Float64Array;
  #index = -1;
  /** The candle in hand, as the decider sees it: an array, since numbers handed on one by one are boxed one by one. */
  readonly #candle = new Float64Array(6);
  #previousMs = NaN;
  #previousClose = NaN;
  #ambiguousCandles = 0;
  #ruined = false;

  /**
   * `finer`: shorter candles of the same market, where there are some. `expected`: how many candles will come, as far as
   * that is known.
   * @throws {Error} when an option is out of its range.
   */
  constructor(
    options: GivenOptions,
    private readonly decider: Decider,
    private readonly finer?: FinerCandles,
    expected = 1_024,
  ) {
    this.#options = backtestOptions.parse(options);
    this.#desk = new FillDesk(this.#options, decider.onFill && ((fill) => decider.onFill!(fill)));
    this.#equity = new Float64Array(expected);
    const { cash } = this.#options;
    this.#account = { quantity: 0, averagePrice: NaN, free: cash, equity: cash, entries: 0 };
  }

  /** Runs over these candles, which follow those of before. */
  feed({ length, openMs, open, high, low, close, volume }: CandleColumns): void {
    const candle = this.#candle;
    for (let at = 0; at < length; at++) {
      if (this.#index >= 0) {
        this.#previousMs = candle[0]!;
        this.#previousClose = candle[4]!;
      }
      candle[0] = openMs[at]!;
      candle[1] = open[at]!;
      candle[2] = high[at]!;
      candle[3] = low[at]!;
      candle[4] = close[at]!;
      candle[5] = volume[at]!;
      this.#step();
    }
  }

  get #openMs(): number {
    return this.#candle[0]!;
  }
  get #open(): number {
    return this.#candle[1]!;
  }
  get #high(): number {
    return this.#candle[2]!;
  }
  get #low(): number {
    return this.#candle[3]!;
  }
  get #close(): number {
    return this.#candle[4]!;
  }

  /** One closed candle. */
  #step(): void {
    this.#index++;
    if (this.#ruined) return this.#record(0);
    if (this.#pending) this.#fillPending(this.#pending);
    if (this.#desk.ledger.open.length > 0) this.#followExits();
    const equity = this.#desk.ledger.open.length === 0
      ? this.#desk.ledger.cash
      : this.#desk.ledger.equityAt(this.#close);
    if (equity <= 0) return this.#ruin();
    this.#record(equity);
    this.#view(equity);
    const signal = this.decider.onClose(this.#index, this.#candle, this.#account);
    if (signal.kind !== "wait") this.#pending = signal;
  }

  /** Ends the run: closes what is open where the options say so. Call it once. */
  finish(): BacktestResult {
    if (this.#options.finalize && !this.#ruined && this.#desk.ledger.open.length > 0) {
      this.#desk.closeAll("end", this.#orderPoint());
      this.#equity[this.#index] = this.#desk.ledger.cash;
    }
    return {
      candles: this.#index + 1,
      cash: this.#desk.ledger.cash,
      trades: this.#desk.ledger.trades,
      open: this.#desk.ledger.open,
      equity: this.#equity.slice(0, this.#index + 1),
      ambiguousCandles: this.#ambiguousCandles,
      deniedOrders: this.#desk.deniedOrders,
      ruined: this.#ruined,
    };
  }

  /** Where an order decided at the close before is filled. */
  #orderPoint(): FillPoint {
    if (this.#options.fill === "next_open") return { price: this.#open, index: this.#index, ms: this.#openMs };
    return { price: this.#previousClose, index: this.#index - 1, ms: this.#previousMs };
  }

  #fillPending(signal: Exclude<Signal, { kind: "wait" }>): void {
    this.#pending = undefined;
    const { open } = this.#desk.ledger;
    const at = this.#orderPoint();
    if (signal.kind === "exit") return this.#desk.closeAll("signal", at);
    if (open.length > 0 && open[0]!.side !== signal.side) this.#desk.closeAll("signal", at);
    if (signal.side === "short" && !this.#options.canShort) return;
    if (open.length < this.#options.maxEntries) this.#desk.enter(signal, at);
  }

  #followExits(): void {
    const { open } = this.#desk.ledger;
    let ambiguous = false;
    for (let which = open.length - 1; which >= 0; which--) {
      const trade = open[which]!;
      if (!this.#reaches(trade)) continue;
      const fill = this.#exitOf(trade);
      if (!fill) continue;
      ambiguous ||= fill.ambiguous;
      this.#desk.leave(which, fill, this.#index, this.#openMs);
    }
    if (ambiguous) this.#ambiguousCandles++;
  }

  /** Whether the candle reaches an exit at all; seldom true, so that it is asked first. */
  #reaches({ side, stopLoss, takeProfit }: OpenTrade): boolean {
    if (side === "long") return this.#low <= stopLoss || this.#high >= takeProfit;
    return this.#high >= stopLoss || this.#low <= takeProfit;
  }

  #exitOf({ side, stopLoss, takeProfit }: OpenTrade): ExitFill | undefined {
    const isLong = side === "long";
    const fill = exitFill(isLong, stopLoss, takeProfit, { open: this.#open, high: this.#high, low: this.#low });
    return fill?.ambiguous ? this.finer?.exit(isLong, stopLoss, takeProfit, this.#openMs) ?? fill : fill;
  }

  /** Nothing is left: what is open is closed at the close, and the rest is gone. */
  #ruin(): void {
    this.#desk.closeAll("ruin", { price: this.#close, index: this.#index, ms: this.#openMs });
    this.#desk.ledger.cash = 0;
    this.#ruined = true;
    this.#record(0);
  }

  #view(equity: number): void {
    const account = this.#account;
    const ledger = this.#desk.ledger;
    if (ledger.changed) {
      ledger.changed = false;
      account.quantity = ledger.quantity;
      account.entries = ledger.open.length;
      account.averagePrice = ledger.open.length === 0 ? NaN : ledger.averagePrice;
    }
    account.equity = equity;
    account.free = Math.max(0, equity - Math.abs(account.quantity) * this.#close);
  }

  #record(equity: number): void {
    if (this.#index === this.#equity.length) {
      const grown = new Float64Array(Math.max(1_024, 2 * this.#equity.length));
      grown.set(this.#equity);
      this.#equity = grown;
    }
    this.#equity[this.#index] = equity;
  }
}
