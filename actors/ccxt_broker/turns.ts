/**
 * Who waits for whom at a broker: orders go out side by side, cancels once the orders are answered that went out before; neither
 * waits for a question. What tells how orders stand is taken in one after the other, and only when those orders that were on
 * their way out are answered: so that an order is accepted before it is filled.
 */
import { Lanes } from "../../domain/lanes.ts";

/** The turns at one broker. */
export class BrokerTurns {
  readonly #lanes = new Lanes();
  readonly #sending = new Set<Promise<unknown>>();

  /** Sends at once. */
  send<T>(work: () => Promise<T>): Promise<T> {
    const sent = work();
    const over = sent.then(() => {}, () => {}).finally(() => this.#sending.delete(over)); // who sends hears of a failure
    this.#sending.add(over);
    return sent;
  }

  /** Sends what calls an order off: by then the order has arrived. */
  async callOff<T>(work: () => Promise<T>): Promise<T> {
    await Promise.all(this.#sending);
    return await this.send(work);
  }

  /** Takes in, in its turn. */
  takeIn<T>(work: () => Promise<T>): Promise<T> {
    return this.#lanes.run("taking in", async () => {
      await Promise.all(this.#sending);
      return await work();
    });
  }
}
