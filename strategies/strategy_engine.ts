/** The engine's side of a strategy: its candles, its indicators and its parameters. */
import { CandleSeries } from "./candle_series.ts";

/** A value a parameter can have. */
export type ParameterValue = number | string | boolean;

/** What a strategy is given when it is made. */
export interface StrategySetup {
  readonly candles: CandleSeries;
  /** Values chosen by the user, by name. */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
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
  readonly #declared = new Map<string, ParameterValue>();
  readonly #chosen: StrategySetup["parameters"];
  readonly candles: CandleSeries;

  constructor(setup: StrategySetup) {
    this.candles = setup.candles;
    this.#chosen = setup.parameters;
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
    if (this.candles.length > 0) {
      throw new Error("Cannot add an indicator now: make it in a field or in the constructor, before the first candle");
    }
    this.#followers.push(follower);
  }

  /** See {@linkcode Strategy.parameter}. */
  parameter(name: string, byDefault: ParameterValue): ParameterValue {
    this.#declared.set(name, byDefault);
    const chosen = Object.hasOwn(this.#chosen, name) ? this.#chosen[name] : undefined;
    if (chosen === undefined) return byDefault;
    if (typeof chosen === typeof byDefault) return chosen;
    throw new Error(`Parameter "${name}" is ${JSON.stringify(chosen)}; expected a ${typeof byDefault}`);
  }

  /** The declared parameters with their defaults. */
  get declared(): Readonly<Record<string, ParameterValue>> {
    return Object.fromEntries(this.#declared);
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
    for (const follower of this.#followers) follower.update(this.candles);
  }

  /** Whether every indicator has a value. */
  get ready(): boolean {
    return this.#followers.every((follower) => follower.ready);
  }
}
