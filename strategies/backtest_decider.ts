/** A strategy as the one who decides in a backtest: the same questions, the same order as live. */
import type { AccountView, Decider, Signal } from "../domain/backtest/decider.ts";
import { type BacktestOptions, backtestOptions, type GivenOptions } from "../domain/backtest/options.ts";
import type { BacktestFill } from "../domain/backtest/trade.ts";
import { type Allowed, decide, feedNumbers, isWarm, makeStrategy, type StrategyClass } from "./decide.ts";
import type { ParameterValue } from "./parameter.ts";
import { type HeldPosition, Strategy } from "./strategy.ts";

const WAIT: Signal = { kind: "wait" };
const FLAT: HeldPosition = { quantity: 0, averagePrice: NaN };

/** Feeds a strategy candle by candle and asks it at each close. */
export class StrategyDecider implements Decider {
  readonly #only: Allowed;
  readonly #adding: Allowed;
  readonly #maxEntries: number;
  #held = FLAT;
  /** Only where the strategy listens: most do not. */
  readonly onFill: ((fill: BacktestFill) => void) | undefined;

  /** `lead`: so many candles are only shown to it, as those are that closed before a strategy was set to work. */
  constructor(
    readonly strategy: Strategy,
    { canShort, maxEntries }: Pick<BacktestOptions, "canShort" | "maxEntries">,
    private readonly lead = 0,
  ) {
    this.#only = { canShort };
    this.#adding = { canShort, canAdd: true };
    this.#maxEntries = maxEntries;
    if (strategy.onFill !== Strategy.prototype.onFill) this.onFill = (fill) => strategy.onFill(fill);
  }

  onClose(index: number, candle: Float64Array, account: AccountView): Signal {
    const { strategy } = this;
    feedNumbers(strategy, candle);
    if (index < this.lead) return WAIT;
    if (account.quantity !== this.#held.quantity || account.averagePrice !== this.#held.averagePrice) {
      const { quantity, averagePrice } = account;
      this.#held = quantity === 0 ? FLAT : { quantity, averagePrice };
    }
    const canAdd = account.entries > 0 && account.entries < this.#maxEntries;
    return decide(strategy, this.#held, account.free, canAdd ? this.#adding : this.#only);
  }

  isWarm(): boolean {
    return isWarm(this.strategy);
  }
}

/** A strategy made for a backtest with these options: it knows its fees and what its market demands. See `lead` above. */
export function deciderFor(
  from: StrategyClass,
  parameters: Readonly<Record<string, ParameterValue>>,
  options: GivenOptions,
  lead = 0,
): StrategyDecider {
  const given = backtestOptions.parse(options);
  const { makerFee, takerFee, quantityStep, priceStep, minQuantity, minNotional } = given;
  const strategy = makeStrategy(from, {
    parameters,
    fees: { maker: makerFee, taker: takerFee },
    limits: { quantityStep, priceStep, minQuantity, minNotional },
  });
  return new StrategyDecider(strategy, given, lead);
}

/** Whether a strategy says itself how much to enter with. */
export function sizesItself(from: StrategyClass): boolean {
  return from.prototype.calculatePositionSize !== Strategy.prototype.calculatePositionSize;
}
