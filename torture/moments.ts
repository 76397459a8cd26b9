/** Moments at which somebody waits to strike: between the exchange's deed and its answer, or while a request is on its way. */

/** `order`, `fill`, `cancel`: the exchange has just done it and told nobody; `ticket`, `alert`: a request is being sent. */
export const MOMENTS = ["order", "fill", "cancel", "ticket", "alert"] as const;
/** A moment. */
export type Moment = typeof MOMENTS[number];

/** Whoever lets something happen tells of it; at most one waits. */
export class Moments {
  #waiting: { readonly moment: Moment; readonly act: () => void } | null = null;

  /** It happens now. Who waits for it acts before this returns. */
  tell(moment: Moment): void {
    if (this.#waiting?.moment !== moment) return;
    const { act } = this.#waiting;
    this.#waiting = null;
    act();
  }

  /** Acts at the next such moment; false when none came within `limitMs`. */
  async at(moment: Moment, limitMs: number, act: () => void): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#waiting = {
      moment,
      act: () => {
        act();
        resolve(true);
      },
    };
    const timer = setTimeout(() => {
      this.#waiting = null;
      resolve(false);
    }, limitMs);
    return await promise.finally(() => clearTimeout(timer));
  }
}
