/** The exchange's time as that of a system of actors; its timers stay those of the machine. */
import { realClock } from "../actors/runtime/clock.ts";
import type { TimerClock } from "../actors/runtime/mod.ts";
import type { SteppedExchange } from "./stepped_exchange.ts";

/** A clock that tells the exchange's time. */
export function clockOf({ nowMs }: SteppedExchange): TimerClock {
  return { ...realClock, now: nowMs };
}
