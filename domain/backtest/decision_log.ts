/** What was decided at each close of a run: what parity compares, and what crosses processes as plain numbers. */
import type { Decider, Signal } from "./decider.ts";

/** A decision at the close of the candle that opened at `openMs`, UTC ms. Quantities in base, prices in quote currency. */
export interface LoggedDecision {
  readonly openMs: number;
  readonly kind: "wait" | "enter" | "exit";
  /** The side that is entered; null for all else. */
  readonly side: "long" | "short" | null;
  /** What was asked for; null unless something is entered. */
  readonly quantity: number | null;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
  /** What was held when it was decided; negative = short. */
  readonly held: number;
}

const NUMBERS = 7;
const KINDS = ["wait", "enter", "exit"] as const;

/** Decisions in the order in which they were made. */
export class DecisionLog {
  /** The first candle, by its index, at whose close it had seen enough to decide; null = there was none yet. */
  warmFrom: number | null = null;
  #numbers = new Float64Array(NUMBERS * 256);
  #length = 0;

  /** Writes down what was decided at the close of a candle while `held` was held. */
  add(openMs: number, signal: Signal, held: number): void {
    if (this.#length === this.#numbers.length) {
      const grown = new Float64Array(2 * this.#numbers.length);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    const at = this.#length;
    this.#numbers.fill(NaN, at, at + NUMBERS);
    this.#numbers[at] = openMs;
    this.#numbers[at + 1] = KINDS.indexOf(signal.kind);
    this.#numbers[at + 2] = held;
    if (signal.kind === "enter") {
      this.#numbers[at + 3] = signal.side === "long" ? 1 : -1;
      this.#numbers[at + 4] = signal.quantity;
      this.#numbers[at + 5] = signal.stopLoss ?? NaN;
      this.#numbers[at + 6] = signal.takeProfit ?? NaN;
    }
    this.#length += NUMBERS;
  }

  /** All of it as numbers, for {@linkcode unpackDecisions}. */
  get packed(): Float64Array {
    return this.#numbers.slice(0, this.#length);
  }
}

/**
 * The decisions of {@linkcode DecisionLog.packed}.
 * @throws {RangeError} when the numbers are none.
 */
export function unpackDecisions(packed: Float64Array): LoggedDecision[] {
  if (packed.length % NUMBERS !== 0) throw new RangeError(`${packed.length} numbers are no decisions`);
  return Array.from({ length: packed.length / NUMBERS }, (_, at) => {
    const [openMs, what, held, side, ...rest] = packed.subarray(at * NUMBERS, (at + 1) * NUMBERS);
    const kind = KINDS[what!];
    if (!kind || !Number.isFinite(openMs) || !Number.isFinite(held)) throw new RangeError(`Decision ${at} is none`);
    const [quantity, stopLoss, takeProfit] = rest.map((number) => Number.isFinite(number) ? number : null);
    const entered = kind !== "enter" ? null : side! > 0 ? "long" : "short";
    return {
      openMs: openMs!,
      kind,
      side: entered,
      quantity: quantity!,
      stopLoss: stopLoss!,
      takeProfit: takeProfit!,
      held: held!,
    };
  });
}

/** The same decider, whose decisions from the candle `from` on are written down. */
export function logging(decider: Decider, log: DecisionLog, from = 0): Decider {
  return {
    onClose(index, candle, account) {
      const { quantity } = account;
      const signal = decider.onClose(index, candle, account);
      if (index >= from) log.add(candle[0]!, signal, quantity);
      if (log.warmFrom === null && (decider.isWarm?.() ?? true)) log.warmFrom = index;
      return signal;
    },
    onFill: decider.onFill && ((fill) => decider.onFill!(fill)),
  };
}
