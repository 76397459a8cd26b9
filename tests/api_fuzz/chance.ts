/** Chances of a run that can be played again by its seed. */
import { seededRandom } from "../../actors/runtime/random.ts";

/** Chances, the same for the same seed. */
export class Chance {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** Whether it comes about, once in `of` times. */
  oneIn(of: number): boolean {
    return this.below(of) === 0;
  }

  /** A whole number from 0 on. */
  below(end: number): number {
    return Math.floor(this.#random() * end);
  }

  /** One of them. */
  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** A UUID. */
  uuid(): string {
    const digits = Array.from({ length: 32 }, () => this.below(16).toString(16));
    digits[12] = "4";
    digits[16] = this.of(["8", "9", "a", "b"]);
    return digits.join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }
}
