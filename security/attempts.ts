/** Attempts to prove who one is, judged one by one as far as the throttle lets them. */
import { attempt, CALM, type LoginAttempt, succeeded, unjudged } from "./throttle.ts";

/** What came of an attempt: whom it has found, null where it was wrong; or how long to wait, since it was not looked at. */
export type Judged<T> =
  | { readonly kind: "judged"; readonly found: T | null }
  | { readonly kind: "wait"; readonly waitMs: number };

/** The attempts at one door. */
export class Attempts {
  #throttle = CALM;

  /** `now` in UTC ms. */
  constructor(private readonly now: () => number) {}

  /** Has an attempt judged. One that `judge` fails at does not count: nobody could say whether it was right. */
  async judge<T>(who: LoginAttempt, judge: () => Promise<T | null>): Promise<Judged<T>> {
    const begun = attempt(this.#throttle, who, this.now());
    this.#throttle = begun.throttle;
    if (begun.waitMs > 0) return { kind: "wait", waitMs: begun.waitMs };
    try {
      const found = await judge();
      if (found !== null) this.#throttle = succeeded(this.#throttle, who);
      return { kind: "judged", found };
    } catch (error) {
      this.#throttle = unjudged(this.#throttle, who);
      throw error;
    }
  }
}
