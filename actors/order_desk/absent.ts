/** How long ago orders were sent that their venue does not know: whatever becomes of the time of day meanwhile. */
import type { Order } from "../../domain/order.ts";
import type { TimerClock } from "../runtime/mod.ts";

/** An order at a state of its own, and when it came to that, by the clock that nobody sets. */
interface Noted {
  readonly updatedMs: number;
  readonly elapsedMs: number;
}

/** A minute of orders is all that counts; of others the time of day tells. */
const MOST_NOTED = 10_000;

type Clocks = Pick<TimerClock, "now" | "elapsed">;

/** Orders that their venues may not know yet. */
export class Absent {
  /** By client order id. */
  readonly #noted = new Map<string, Noted>();

  /** An order has just been sent, or something was answered. */
  note({ clientOrderId, updatedMs }: Order, clock: Clocks): void {
    this.#noted.delete(clientOrderId); // the newest last
    this.#noted.set(clientOrderId, { updatedMs, elapsedMs: clock.elapsed() });
    if (this.#noted.size > MOST_NOTED) this.#noted.delete(this.#noted.keys().next().value!);
  }

  /**
   * How long ago an order that is not known now came to its state, ms: of those that this desk has not sent itself by the time
   * of day; of one that seems to be of the future since it was asked for first.
   */
  msOf(order: Order, clock: Clocks): number {
    const noted = this.#noted.get(order.clientOrderId);
    if (noted?.updatedMs === order.updatedMs) return clock.elapsed() - noted.elapsedMs;
    const byTimeOfDayMs = clock.now() - order.updatedMs;
    if (byTimeOfDayMs < 0) this.note(order, clock);
    return Math.max(0, byTimeOfDayMs);
  }
}
