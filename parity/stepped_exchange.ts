/** A demo exchange whose time stands still until somebody lets it go on: whoever works on it is never too late. */
import { type DemoExchangeOptions, type RunningDemoExchange, startDemoExchange } from "../exchanges/demo/server.ts";
import { machineTime, type ServerTime } from "../exchanges/demo/server_time.ts";
import type { LiveMarket } from "../exchanges/demo/live_market.ts";

/** So slow that no millisecond passes by itself. */
const STANDS_STILL = 1e-9;
const LOOK_MS = 1;
/** How many minutes back a market's last trade is looked for. */
const QUIET_MINUTES = 1_440;

/** An exchange that goes on when it is told to. */
export interface SteppedExchange extends AsyncDisposable {
  readonly running: RunningDemoExchange;
  /** The exchange's time, UTC ms. */
  nowMs(): number;
  /** Lets everything happen up to this time; returns when it has. */
  advanceTo(timeMs: number): Promise<void>;
}

/** Starts one. */
export async function startStepped(options: Omit<DemoExchangeOptions, "speed" | "time">): Promise<SteppedExchange> {
  const turns = new Set<() => void>();
  const running = await startDemoExchange({ ...options, speed: STANDS_STILL, time: turnedBy(turns) });
  const { clock, exchange: { player } } = running;
  return {
    running,
    nowMs: () => clock.now(),
    async advanceTo(timeMs) {
      clock.jump(Math.max(0, timeMs - clock.now()));
      turns.forEach((turn) => turn());
      while (player.nowMs < timeMs) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    },
    [Symbol.asyncDispose]: () => running.close(),
  };
}

/** The machine's time, whose regular calls come at once after a jump, too. */
function turnedBy(turns: Set<() => void>): ServerTime {
  return {
    ...machineTime,
    every(periodMs, call) {
      turns.add(call);
      const cancel = machineTime.every(periodMs, call);
      return () => {
        turns.delete(call);
        cancel();
      };
    },
  };
}

/** When a market traded last up to `untilMs`, UTC ms of the exchange; null when it has not for a day. */
export function lastTradeMs({ history }: LiveMarket, untilMs: number): number | null {
  const newest = history.timeline.indexOf(untilMs);
  for (let minute = newest; minute > newest - QUIET_MINUTES; minute--) {
    const last = history.trades(minute).findLast(({ timeMs }) => timeMs <= untilMs);
    if (last) return last.timeMs;
  }
  return null;
}
