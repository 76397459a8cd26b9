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
import type { FinerCandles } from "./finer.ts";
import { Ledger } from "./ledger.ts";
import { type BacktestOptions, backtestOptions, type GivenOptions } from "./options.ts";
import { entryQuantity } from "./sizing.ts";
import type { BacktestResult, ExitReason, OpenTrade } from "./trade.ts";

type Entry = Extract<Signal, { kind: "enter" }>;

/** A run. Feed it candles in any portions, then {@linkcode Backtest.finish} it. */
export class Backtest {
  readonly #options: BacktestOptions;
  readonly #ledger: Ledger;
  readonly #account: AccountView;
  /** What was decided at the last close and is not filled yet. */
  #pending: Exclude<Signal, { kind: "wait" }> | undefined;
  #equity: Float64Array;
  #index = -1;
  /** The candle in hand, as the decider sees it: an array, since numbers handed on one by one are boxed one by one. */
  readonly #candle = new Float64Array(6);
  #previousMs = NaN;
  #previousClose = NaN;
  #spacingMs = Infinity;
  #ambiguousCandles = 0;
  #deniedOrders = 0;
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
    this.#ledger = new Ledger(this.#options.cash, decider.onFill && ((fill) => decider.onFill!(fill)));
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
    if (this.finer) this.#measureSpacing();
    if (this.#ruined) return this.#record(0);
    if (this.#pending) this.#fillPending(this.#pending);
    if (this.#ledger.open.length > 0) this.#followExits();
    const equity = this.#ledger.open.length === 0 ? this.#ledger.cash : this.#ledger.equityAt(this.#close);
    if (equity <= 0) return this.#ruin();
    this.#record(equity);
    this.#view(equity);
    const signal = this.decider.onClose(this.#index, this.#candle, this.#account);
    if (signal.kind !== "wait") this.#pending = signal;
  }

  /** How long a candle is: the shortest distance between two so far. */
  #measureSpacing(): void {
    const spacing = this.#openMs - this.#previousMs;
    if (spacing < this.#spacingMs) this.#spacingMs = spacing;
  }

  /** Ends the run: closes what is open where the options say so. Call it once. */
  finish(): BacktestResult {
    if (this.#options.finalize && !this.#ruined && this.#ledger.open.length > 0) {
      this.#closeAll("end");
      this.#equity[this.#index] = this.#ledger.cash;
    }
    return {
      candles: this.#index + 1,
      cash: this.#ledger.cash,
      trades: this.#ledger.trades,
      open: this.#ledger.open,
      equity: this.#equity.slice(0, this.#index + 1),
      ambiguousCandles: this.#ambiguousCandles,
      deniedOrders: this.#deniedOrders,
      ruined: this.#ruined,
    };
  }

  /** Where an order decided at the close before is filled: price, candle and its time. */
  get #orderPrice(): number {
    return this.#options.fill === "close" ? this.#previousClose : this.#open;
  }
  get #orderIndex(): number {
    return this.#options.fill === "close" ? this.#index - 1 : this.#index;
  }
  get #orderMs(): number {
    return this.#options.fill === "close" ? this.#previousMs : this.#openMs;
  }

  #fillPending(signal: Exclude<Signal, { kind: "wait" }>): void {
    this.#pending = undefined;
    const held = this.#ledger.open[0]?.side;
    if (signal.kind === "exit") return this.#closeAll("signal");
    if (held && held !== signal.side) this.#closeAll("signal");
    if (signal.side === "short" && !this.#options.canShort) return;
    if (this.#ledger.open.length < this.#options.maxEntries) this.#enter(signal);
  }

  #enter({ side, quantity: asked, stopLoss, takeProfit }: Entry): void {
    const { takerFee, slippage } = this.#options;
    const raw = this.#orderPrice;
    const price = raw * (1 + (side === "long" ? slippage : -slippage));
    const ledger = this.#ledger;
    const [stop, target] = [this.#tick(stopLoss), this.#tick(takeProfit)];
    const quantity = entryQuantity({
      free: ledger.freeAt(raw),
      equity: ledger.equityAt(raw),
      price,
      unitCost: price + raw * takerFee,
      stopLoss: stop,
      asked,
    }, this.#options);
    if (quantity === 0) {
      this.#deniedOrders++;
      return;
    }
    const entryFee = quantity * price * takerFee;
    const [entryIndex, entryMs] = [this.#orderIndex, this.#orderMs];
    ledger.enter({
      side,
      quantity,
      entryIndex,
      entryMs,
      entryPrice: price,
      entryFee,
      stopLoss: stop,
      takeProfit: target,
    });
  }

  /** A price cut to the market's tick; NaN for none. */
  #tick(price: number | null): number {
    const { priceStep } = this.#options;
    if (price === null) return NaN;
    return priceStep === 0 ? price : Math.floor(price / priceStep) * priceStep;
  }

  #closeAll(reason: ExitReason): void {
    while (this.#ledger.open.length > 0) {
      const { side, quantity } = this.#ledger.open[0]!;
      const price = this.#slipped(this.#orderPrice, side);
      const fee = quantity * price * this.#options.takerFee;
      this.#ledger.exit(0, price, fee, this.#orderIndex, this.#orderMs, reason);
    }
  }

  /** The price of leaving at market. */
  #slipped(price: number, side: "long" | "short"): number {
    const { slippage, slippageOn } = this.#options;
    if (slippageOn === "entry") return price;
    return price * (1 + (side === "long" ? -slippage : slippage));
  }

  #followExits(): void {
    let ambiguous = false;
    for (let which = this.#ledger.open.length - 1; which >= 0; which--) {
      const trade = this.#ledger.open[which]!;
      if (!this.#reaches(trade)) continue;
      const { side, stopLoss, takeProfit } = trade;
      const range = { open: this.#open, high: this.#high, low: this.#low };
      let fill = exitFill(side === "long", stopLoss, takeProfit, range);
      if (!fill) continue;
      if (fill.ambiguous) fill = this.#finerExit(trade) ?? fill;
      ambiguous ||= fill.ambiguous;
      this.#leave(which, trade, fill);
    }
    if (ambiguous) this.#ambiguousCandles++;
  }

  /** Whether the candle reaches an exit at all; seldom true, so that it is asked first. */
  #reaches({ side, stopLoss, takeProfit }: OpenTrade): boolean {
    if (side === "long") return this.#low <= stopLoss || this.#high >= takeProfit;
    return this.#high >= stopLoss || this.#low <= takeProfit;
  }

  #finerExit({ side, stopLoss, takeProfit }: OpenTrade): ExitFill | undefined {
    const untilMs = this.#openMs + this.#spacingMs;
    return this.finer?.exit(side === "long", stopLoss, takeProfit, this.#openMs, untilMs);
  }

  #leave(which: number, { side, quantity }: OpenTrade, { reason, price: touched }: ExitFill): void {
    const { takerFee, makerFee } = this.#options;
    const price = reason === "stop-loss" ? this.#slipped(touched, side) : touched;
    const fee = quantity * price * (reason === "stop-loss" ? takerFee : makerFee);
    this.#ledger.exit(which, price, fee, this.#index, this.#openMs, reason);
  }

  /** Nothing is left: what is open is closed at the close, and the rest is gone. */
  #ruin(): void {
    const { ledger, close } = { ledger: this.#ledger, close: this.#close };
    while (ledger.open.length > 0) {
      const fee = ledger.open[0]!.quantity * close * this.#options.takerFee;
      ledger.exit(0, close, fee, this.#index, this.#openMs, "ruin");
    }
    ledger.cash = 0;
    this.#ruined = true;
    this.#record(0);
  }

  #view(equity: number): void {
    const account = this.#account;
    const ledger = this.#ledger;
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
