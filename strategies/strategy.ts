/**
 * What a strategy is: a class that decides, and does nothing else. It has no clock, no socket, no log and no await; it
 * sees closed candles, its position and its money, and answers questions. The same class runs in backtest, on paper
 * and live.
 */
import { CandleSeries } from "./candle_series.ts";
import type { ParameterRange, ParameterValue } from "./parameter.ts";
import { type Fees, type MarketLimits, StrategyEngine } from "./strategy_engine.ts";

/** Where the engine keeps what is not the author's business. */
export const ENGINE: unique symbol = Symbol("engine");

/** What is held of the market, in numbers. */
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

/** Share of the money that {@linkcode Strategy.calculatePositionSize} leaves for the fee and for the price moving on. */
const KEPT_BACK = 0.002;

/** Extend this class, and export it as default. */
export abstract class Strategy {
  readonly [ENGINE]: StrategyEngine = StrategyEngine.begin();

  /** The candles that have closed so far, the newest last. */
  readonly candles: CandleSeries = this[ENGINE].candles;
  /** What is held now. */
  position: HeldPosition = { quantity: 0, averagePrice: NaN };
  /** The money that is free now, in quote currency; while it turns round, what will be free once it has closed. */
  balance = 0;
  /** The side that is about to be entered, while size, stop-loss and take-profit are asked for. */
  entering: "long" | "short" = "long";
  /** What an execution costs, as shares of its value. */
  readonly fees: Fees = this[ENGINE].fees;
  /** What the market demands of an order. The platform cuts and checks; this is to know it beforehand. */
  readonly market: MarketLimits = this[ENGINE].limits;
  /** Closed candles that it must have seen before it is asked anything. Its indicators' own needs are added to this. */
  warmUp = 1;

  /** The newest close, in quote currency. */
  get price(): number {
    return this.candles.last("close");
  }

  /** Whether to hold the market from now on. On a venue that sells short, an open short is closed. */
  abstract shouldLong(): boolean;

  /** Whether the price is to fall: an open long is closed, and on a venue that can, the market is sold short. */
  shouldShort(): boolean {
    return false;
  }

  /** Whether to close the open position for any other reason. */
  shouldExit(): boolean {
    return false;
  }

  /** How much to enter with, in base currency; 0 = not at all. By default what the free money buys, less 0.2 %. */
  calculatePositionSize(): number {
    return this.balance / this.price * (1 - KEPT_BACK);
  }

  /** The price at which the position about to be entered is given up, in quote currency; null = none. */
  calculateStopLoss(): number | null {
    return null;
  }

  /** The price at which the position about to be entered has earned enough, in quote currency; null = none. */
  calculateTakeProfit(): number | null {
    return null;
  }

  /** The price `distance` away from the close on the side where the position about to be entered loses. */
  protected losing(distance: number): number | null {
    return exitAt(this.entering === "long" ? this.price - distance : this.price + distance);
  }

  /** The price `distance` away from the close on the side where the position about to be entered earns. */
  protected earning(distance: number): number | null {
    return exitAt(this.entering === "long" ? this.price + distance : this.price - distance);
  }

  /** A candle has closed and the indicators have taken it in; also while warming up. For what it wants to remember. */
  onCandleClosed(): void {}

  /** One of its own orders was executed. */
  onFill(_fill: OwnFill): void {}

  /**
   * Declares a parameter and reads it: the value chosen by the user, else `byDefault`. `range` says what may be chosen.
   * Call it in field initialisers or the constructor.
   * @throws {Error} when the chosen value is of another type than the default, or out of the range.
   */
  protected parameter<T extends ParameterValue>(name: string, byDefault: T, range: ParameterRange = {}): Widened<T> {
    return this[ENGINE].parameter(name, byDefault, range) as Widened<T>;
  }
}

/** No price where there would be none: less than nothing is asked of nobody. */
function exitAt(price: number): number | null {
  return price > 0 ? price : null;
}

/** `10` read as a parameter is a `number`, not for ever 10. */
type Widened<T> = T extends number ? number : T extends string ? string : boolean;
