/** The engine's side of a strategy: its candles, its indicators and its parameters. */
import { CandleSeries } from "./candle_series.ts";
import { checkChosen, type ParameterRange, type ParameterSpec, type ParameterValue } from "./parameter.ts";

/** What an execution costs, as shares of its value. */
export interface Fees {
  readonly maker: number;
  readonly taker: number;
}

/** What the market demands of an order, in numbers; 0 = nothing. Quantities in base, the rest in quote currency. */
export interface MarketLimits {
  readonly quantityStep: number;
  readonly priceStep: number;
  readonly minQuantity: number;
  readonly minNotional: number;
}

const NO_FEES: Fees = { maker: 0, taker: 0 };
const NO_LIMITS: MarketLimits = { quantityStep: 0, priceStep: 0, minQuantity: 0, minNotional: 0 };

/** What a strategy is given when it is made. */
export interface StrategySetup {
  readonly candles: CandleSeries;
  /** Values chosen by the user, by name. */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly fees?: Fees;
  readonly limits?: MarketLimits;
}

/** Something that follows the candles. */
export interface Follower {
  readonly ready: boolean;
  update(candles: CandleSeries): void;
}

/** The setup of the strategy that is being made at this moment. */
let setupInHand: StrategySetup | undefined;

/**
 * Runs `make`, whose strategies get `setup`. The setup does not go through constructors, so that an author who writes
 * one of his own cannot forget to hand it on.
 */
export function withSetup<T>(setup: StrategySetup, make: () => T): T {
  const before = setupInHand;
  setupInHand = setup;
  try {
    return make();
  } finally {
    setupInHand = before;
  }
}

/** One strategy's engine. */
export class StrategyEngine {
  readonly #followers: Follower[] = [];
  readonly #declared = new Map<string, ParameterSpec>();
  readonly #chosen: StrategySetup["parameters"];
  readonly candles: CandleSeries;
  readonly fees: Fees;
  readonly limits: MarketLimits;

  constructor(setup: StrategySetup) {
    this.candles = setup.candles;
    this.#chosen = setup.parameters;
    this.fees = setup.fees ?? NO_FEES;
    this.limits = setup.limits ?? NO_LIMITS;
  }

  /** The engine of the strategy that is being made; with no candles and no choices outside {@linkcode withSetup}. */
  static begin(): StrategyEngine {
    return new StrategyEngine(setupInHand ?? { candles: new CandleSeries(), parameters: {} });
  }

  /**
   * Lets an indicator follow the candles.
   * @throws {Error} when candles have been seen already: it would have missed them.
   */
  add(follower: Follower): void {
    if (this.candles.seen > 0) {
      throw new Error("Cannot add an indicator now: make it in a field or in the constructor, before the first candle");
    }
    this.#followers.push(follower);
  }

  /** See {@linkcode Strategy.parameter}. */
  parameter(name: string, byDefault: ParameterValue, range: ParameterRange = {}): ParameterValue {
    const { choices, ...rest } = range;
    const spec = { name, default: byDefault, ...rest, ...choices && { choices: [...choices] } };
    this.#declared.set(name, spec);
    const chosen = Object.hasOwn(this.#chosen, name) ? this.#chosen[name] : undefined;
    return chosen === undefined ? byDefault : checkChosen(spec, chosen);
  }

  /** The declared parameters with their defaults. */
  get declared(): Readonly<Record<string, ParameterValue>> {
    return Object.fromEntries([...this.#declared.values()].map((spec) => [spec.name, spec.default]));
  }

  /** The declared parameters with all that was said of them, in the order of their declaration. */
  get specs(): readonly ParameterSpec[] {
    return [...this.#declared.values()];
  }

  /**
   * Called once the strategy is made.
   * @throws {Error} when a value was chosen for a parameter that is not declared.
   */
  checkParameters(): void {
    const unknown = Object.keys(this.#chosen).find((name) => !this.#declared.has(name));
    if (unknown === undefined) return;
    const known = [...this.#declared.keys()].join(", ") || "none";
    throw new Error(`Unknown parameter "${unknown}"; the strategy declares ${known}`);
  }

  /** Brings every indicator up to the newest candle, in the order in which they were made. */
  update(): void {
    for (let at = 0; at < this.#followers.length; at++) this.#followers[at]!.update(this.candles);
  }

  /** Whether every indicator has a value. */
  get ready(): boolean {
    for (let at = 0; at < this.#followers.length; at++) if (!this.#followers[at]!.ready) return false;
    return true;
  }
}
