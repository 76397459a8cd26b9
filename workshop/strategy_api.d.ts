/**
 * What the author of a strategy sees of the platform: completion, hover and checks of types go by these declarations.
 * A test holds them to what `aristobot/strategy` really is.
 */

declare module "aristobot/strategy" {
  /** A column of the candles: open times (UTC ms), prices in quote currency, volumes in base currency. */
  export type Column = "openMs" | "open" | "high" | "low" | "close" | "volume";

  /** Closed candles, oldest first. Each column ends with the newest closed candle; take it anew for each candle. */
  export class CandleSeries {
    constructor(kept?: number);
    /** How many candles can be read. */
    get length(): number;
    /** How many candles have closed so far, those no longer readable among them. */
    get seen(): number;
    /** Open times, UTC ms. */
    get openMs(): Float64Array;
    /** First prices, in quote currency. */
    get open(): Float64Array;
    /** Highest prices, in quote currency. */
    get high(): Float64Array;
    /** Lowest prices, in quote currency. */
    get low(): Float64Array;
    /** Last prices, in quote currency. */
    get close(): Float64Array;
    /** Volumes in base currency. */
    get volume(): Float64Array;
    /** A value of the newest candle, or of the one `back` candles before it; NaN where there is none. */
    last(column: Column, back?: number): number;
    /** Adds the candle that closed just now. The platform does this. */
    push(candle: CandleNumbers): void;
    /** Adds a candle from an array: open time, open, high, low, close, volume. The platform does this. */
    add(candle: Float64Array): void;
  }

  /** One closed candle as numbers. Prices in quote, volume in base currency; `openMs` UTC ms. */
  export interface CandleNumbers {
    readonly openMs: number;
    readonly open: number;
    readonly high: number;
    readonly low: number;
    readonly close: number;
    readonly volume: number;
  }

  /** What is held of the market. */
  export interface HeldPosition {
    /** Base currency held: positive = long, negative = short, 0 = none. */
    readonly quantity: number;
    /** What one unit of it cost on average with its fees, in quote currency; NaN when nothing is held. */
    readonly averagePrice: number;
  }

  /** An execution of one of the strategy's own orders. Quantity in base, price and fee in quote currency. */
  export interface OwnFill {
    readonly side: "buy" | "sell";
    readonly quantity: number;
    readonly price: number;
    readonly fee: number;
    /** What was entered, or why it was left: `entry`, `signal`, `stop-loss`, `take-profit`… */
    readonly reason: string;
  }

  /** What an execution costs, as shares of its value. */
  export interface Fees {
    readonly maker: number;
    readonly taker: number;
  }

  /** What the market demands of an order; 0 = nothing. Quantities in base, the rest in quote currency. */
  export interface MarketLimits {
    readonly quantityStep: number;
    readonly priceStep: number;
    readonly minQuantity: number;
    readonly minNotional: number;
  }

  /** A value a parameter can have. */
  export type ParameterValue = number | string | boolean;

  /** What may be chosen for a parameter. */
  export interface ParameterRange {
    /** Smallest number, allowed itself. */
    readonly min?: number;
    /** Largest number, allowed itself. */
    readonly max?: number;
    /** Distance between the values that are worth trying. */
    readonly step?: number;
    /** Texts among which to choose. */
    readonly choices?: readonly string[];
    /** A few words for the form. */
    readonly label?: string;
  }

  /** Extend this class, and export it as default. It decides, and does nothing else. */
  export abstract class Strategy {
    /** The candles that have closed so far, the newest last. */
    readonly candles: CandleSeries;
    /** What is held now. */
    position: HeldPosition;
    /** The money that is free now, in quote currency; while it turns round, what will be free once it has closed. */
    balance: number;
    /** The side that is about to be entered, while size, stop-loss and take-profit are asked for. */
    entering: "long" | "short";
    /** What an execution costs, as shares of its value. */
    readonly fees: Fees;
    /** What the market demands of an order. The platform cuts and checks; this is to know it beforehand. */
    readonly market: MarketLimits;
    /** Closed candles that it must have seen before it is asked anything. Its indicators' own needs are added to this. */
    warmUp: number;

    /** The newest close, in quote currency. */
    get price(): number;

    /** Whether to hold the market from now on. On a venue that sells short, an open short is closed. */
    abstract shouldLong(): boolean;
    /** Whether the price is to fall: an open long is closed, and on a venue that can, the market is sold short. */
    shouldShort(): boolean;
    /** Whether to close the open position for any other reason. */
    shouldExit(): boolean;
    /** How much to enter with, in base currency; 0 = not at all. By default what the free money buys, less 0.2 %. */
    calculatePositionSize(): number;
    /** The price at which the position about to be entered is given up, in quote currency; null = none. */
    calculateStopLoss(): number | null;
    /** The price at which the position about to be entered has earned enough, in quote currency; null = none. */
    calculateTakeProfit(): number | null;
    /** The price `distance` away from the close on the side where the position about to be entered loses. */
    protected losing(distance: number): number | null;
    /** The price `distance` away from the close on the side where the position about to be entered earns. */
    protected earning(distance: number): number | null;
    /** A candle has closed and the indicators have taken it in; also while warming up. For what it wants to remember. */
    onCandleClosed(): void;
    /** One of its own orders was executed. */
    onFill(_fill: OwnFill): void;
    /**
     * Declares a parameter and reads it: the value chosen by the user, else `byDefault`. `range` says what may be chosen.
     * Call it in field initialisers or the constructor.
     */
    protected parameter<T extends ParameterValue>(name: string, byDefault: T, range?: ParameterRange): Widened<T>;
  }

  /** `10` read as a parameter is a `number`, not for ever 10. */
  type Widened<T> = T extends number ? number : T extends string ? string : boolean;

  /** A line of numbers that grows by one value with each closed candle. */
  export abstract class Indicator {
    /** Its value at the newest closed candle; NaN while it has not seen enough candles. */
    value: number;
    /** Its value one candle before; NaN while there was none. */
    previous: number;
    /** Whether it has seen enough candles. */
    get ready(): boolean;
    /** Takes in the newest candle of the series. The platform does this. */
    update(candles: CandleSeries): void;
    /** The value at the newest candle, or NaN. */
    protected abstract next(candles: CandleSeries): number;
  }

  /** Which of two lines was above, and whether that changed with the newest candle. */
  interface Cross extends Indicator {
    /** The first line came above the second with the newest candle. */
    up: boolean;
    /** The first line came below the second with the newest candle. */
    down: boolean;
  }

  /**
   * Watches a line cross another, or a fixed level. A tie is no side: lines that touch and part again on the same side
   * have not crossed, and lines that touch and go on have crossed on the candle where they part.
   */
  export function cross(strategy: Strategy, first: Indicator, second: Indicator | number): Cross;

  /** Simple moving average of the last `period` candles. */
  export function sma(strategy: Strategy, period: number, column?: Column): Indicator;
  /**
   * Exponential moving average, weight 2 ÷ (period + 1); it counts from the `period`-th candle on. It never forgets its
   * first value wholly: give the strategy a `warmUp` of several periods.
   */
  export function ema(strategy: Strategy, period: number, column?: Column): Indicator;
  /** Average in which the newest of `period` candles weighs `period` times as much as the oldest. */
  export function wma(strategy: Strategy, period: number, column?: Column): Indicator;
  /** Double exponential average by Mulloy: twice the EMA less the EMA of the EMA. */
  export function dema(strategy: Strategy, period: number, column?: Column): Indicator;
  /** Triple exponential average by Mulloy. */
  export function tema(strategy: Strategy, period: number, column?: Column): Indicator;
  /** Hull's average: a weighted average without most of its lag. `period` is at least 2. */
  export function hma(strategy: Strategy, period: number, column?: Column): Indicator;
  /** Average price by volume: of the day so far (UTC), as traders use it, or since the first candle. */
  export function vwap(strategy: Strategy, since?: "day" | "start"): Indicator;

  /** Relative strength index by Wilder, from 0 to 100. */
  export function rsi(strategy: Strategy, period?: number, column?: Column): Indicator;
  /** Where the RSI stands between its lowest and highest of `period` candles, from 0 to 1. */
  export function stochRsi(strategy: Strategy, period?: number, column?: Column): Indicator;
  /** Lane's stochastic, from 0 to 100: `k` smoothed over `slowing` candles, `d` its average over `smoothing`. */
  export function stochastic(
    strategy: Strategy,
    period?: number,
    slowing?: number,
    smoothing?: number,
  ): Readonly<Record<"k" | "d", Indicator>>;
  /** Williams %R, from −100 (at the lowest low) to 0 (at the highest high). */
  export function williamsR(strategy: Strategy, period?: number): Indicator;
  /** Commodity channel index by Lambert, with its constant 0.015; 0 while the market stands still. */
  export function cci(strategy: Strategy, period?: number): Indicator;
  /** Money flow index, from 0 to 100: an RSI of typical price times volume. */
  export function mfi(strategy: Strategy, period?: number): Indicator;
  /** Rate of change against `period` candles before, as a ratio: 0.1 = 10 % higher. */
  export function roc(strategy: Strategy, period?: number, column?: Column): Indicator;
  /** On-balance volume by Granville, 0 at the first candle; base currency. */
  export function obv(strategy: Strategy): Indicator;

  /** Average true range by Wilder, in quote currency; the first candle's range is its high less its low. */
  export function atr(strategy: Strategy, period?: number): Indicator;
  /** Highest high of the last `period` candles, the newest among them; compare with `previous` to see a breakout. */
  export function highest(strategy: Strategy, period: number, column?: Column): Indicator;
  /** Lowest low of the last `period` candles, the newest among them; compare with `previous` to see a breakout. */
  export function lowest(strategy: Strategy, period: number, column?: Column): Indicator;
  /** Donchian channel: the highest high and the lowest low of the last `period` candles. */
  export function donchian(
    strategy: Strategy,
    period?: number,
  ): { readonly upper: Indicator; readonly lower: Indicator };
  /** Bollinger bands: the simple average, and so many standard deviations (of the population) around it. */
  export function bollinger(
    strategy: Strategy,
    period?: number,
    deviations?: number,
    column?: Column,
  ): Readonly<Record<"upper" | "middle" | "lower", Indicator>>;
  /** Keltner channel: the EMA of the closes, and so many average true ranges around it. */
  export function keltner(
    strategy: Strategy,
    period?: number,
    ranges?: number,
    rangePeriod?: number,
  ): Readonly<Record<"upper" | "middle" | "lower", Indicator>>;

  /** Appel's MACD: the fast EMA less the slow one, the EMA of that as `signal`, and their difference. */
  export function macd(
    strategy: Strategy,
    fast?: number,
    slow?: number,
    signal?: number,
    column?: Column,
  ): Readonly<Record<"macd" | "signal" | "histogram", Indicator>>;
  /** Wilder's directional movement: the strength of the trend, and of its two directions, from 0 to 100. */
  export function adx(strategy: Strategy, period?: number): Readonly<Record<"adx" | "plus" | "minus", Indicator>>;
  /** Seban's SuperTrend: `line` trails below the price while `direction` is 1, above it while it is −1. */
  export function superTrend(
    strategy: Strategy,
    period?: number,
    ranges?: number,
  ): Readonly<Record<"line" | "direction", Indicator>>;
  /**
   * Hosoda's Ichimoku. `cloudA` and `cloudB` are the edges of the cloud below and above the newest candle: calculated
   * `base` candles before. `spanA` and `spanB` are what will be drawn as many candles ahead; they are no knowledge of it.
   */
  export function ichimoku(
    strategy: Strategy,
    conversion?: number,
    base?: number,
    spanB?: number,
  ): Readonly<Record<"conversion" | "base" | "spanA" | "spanB" | "cloudA" | "cloudB", Indicator>>;
  /** Wilder's parabolic stop and reverse: below the price in a rise, above it in a fall. */
  export function parabolicSar(strategy: Strategy, step?: number, most?: number): Indicator;
  /** Heikin-Ashi candles: averaged, so that trends show; no prices at which anything traded. */
  export function heikinAshi(
    strategy: Strategy,
  ): Readonly<Record<"open" | "high" | "low" | "close", Indicator>>;
}

/** Prints to the run's list of lines; in a dry run, a backtest and the log of a strategy at work. */
declare const console: {
  log(...values: unknown[]): void;
  info(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
  debug(...values: unknown[]): void;
  table(...values: unknown[]): void;
};
