/** Clocks that jump: the platform's time of day is set forward or back while it trades, or the exchange's clock jumps ahead. */
import type { Random } from "../exchanges/demo/random.ts";
import type { Disaster } from "./disaster.ts";
import type { ShiftedClock } from "./shifted_clock.ts";
import { sleep } from "./waiting.ts";

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
/** Shortest and longest jump of each kind: seconds, minutes, hours. */
const LENGTHS: readonly (readonly [number, number])[] = [
  [SECOND_MS, 60 * SECOND_MS],
  [60 * SECOND_MS, HOUR_MS],
  [HOUR_MS, 12 * HOUR_MS],
];
/** Chance of a clock that is set right again, rather than off anew. */
const RIGHT_AGAIN = 0.3;
/** Chance that it is the exchange's clock. */
const THEIRS = 0.25;
/** The exchange tells at once what lay between: its longest jump, of its own time. */
const LONGEST_OF_EXCHANGE_MS = 30 * 60 * SECOND_MS;
const TRADES_MS = 12 * SECOND_MS;
const BACK_MS = 60 * SECOND_MS;

/** The platform goes by a clock that is set off. */
export function clockJumps(clock: ShiftedClock): Disaster {
  return {
    name: "clock",
    async strike({ exchange, journal, platform, random }) {
      await sleep(random() * TRADES_MS);
      if (random() < THEIRS) {
        exchange.strike("clockJump", Math.round(random() * LONGEST_OF_EXCHANGE_MS));
        journal.struck("the exchange's ahead");
      } else {
        const beforeMs = clock.shiftMs;
        clock.set(beforeMs !== 0 && random() < RIGHT_AGAIN ? 0 : shiftOf(random));
        journal.struck(clock.shiftMs > beforeMs ? "ours ahead" : "ours back");
      }
      await sleep(TRADES_MS);
      await platform.ready(BACK_MS);
    },
    end: () => clock.set(0),
  };
}

/** Forward or back, by seconds, minutes or hours. */
function shiftOf(random: Random): number {
  const [least, most] = LENGTHS[Math.floor(random() * LENGTHS.length)]!;
  const ms = least + random() * (most - least);
  return random() < 0.5 ? ms : -ms;
}
