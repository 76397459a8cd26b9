/** Turns at what is dear, of which no user may take more than a few. */
import { TooBusy, Turns } from "../../security/turns.ts";
import { HttpError } from "../fresh/error.ts";

/** How much is done at once, how much may wait, and how much of it may be one user's. */
export interface TurnLimits {
  readonly atOnce: number;
  readonly waiting: number;
  readonly ofOne: number;
}

/** Turns in the order of asking. */
export class UserTurns {
  readonly #turns: Turns;
  readonly #ofOne: number;
  readonly #taken = new Map<string, number>();

  constructor({ atOnce, waiting, ofOne }: TurnLimits) {
    this.#turns = new Turns(atOnce, waiting);
    this.#ofOne = ofOne;
  }

  /** Does it when its turn comes. @throws {HttpError} 429 where too much of this user, or of all, waits already. */
  async take<T>(userId: string, work: () => Promise<T>): Promise<T> {
    const taken = this.#taken.get(userId) ?? 0;
    if (taken >= this.#ofOne) throw new HttpError(429, "You have asked for too much at once: try again in a moment");
    this.#taken.set(userId, taken + 1);
    try {
      return await this.#turns.take(work);
    } catch (error) {
      if (!(error instanceof TooBusy)) throw error;
      throw new HttpError(429, "Too many sources are being tried at once: try again in a moment", { cause: error });
    } finally {
      const left = this.#taken.get(userId)! - 1;
      if (left === 0) this.#taken.delete(userId);
      else this.#taken.set(userId, left);
    }
  }
}
