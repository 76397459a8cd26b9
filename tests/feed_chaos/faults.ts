/** What goes wrong in a day of a feed: drawn by a seed, so that a day can be played again. */
import type { ReplayedMarket, ReplayFrame } from "./replay.ts";

/** Faults of one frame. */
const FRAME_FAULTS = ["dropped", "twice", "delayed", "swapped", "garbled"] as const;
/** Faults of one closing frame. */
const CLOSE_FAULTS = ["dropped", "twice", "delayed", "closedWrongFirst", "repeatedWrong"] as const;
/** Faults of the wire as a whole. */
const WIRE_FAULTS = ["cut", "silent", "refused", "shutdown", "away"] as const;
/** Faults of REST. */
const REST_FAULTS = ["error", "tooMany", "broken", "unreachable", "slow", "lag"] as const;
/** Actors that crash. */
const CRASHES = ["feed", "candles-5m", "candles-1h"] as const;

/** Every kind of fault, as `ChaosDay.happened` names it. */
export const FAULT_NAMES: ReadonlySet<string> = new Set([
  ...[...FRAME_FAULTS, ...CLOSE_FAULTS].map((kind) => `frame ${kind}`),
  ...WIRE_FAULTS.map((kind) => `wire ${kind}`),
  ...REST_FAULTS.map((kind) => `rest ${kind}`),
  ...CRASHES.map((kind) => `actor ${kind}`),
]);

type FrameFault = (typeof FRAME_FAULTS)[number] | (typeof CLOSE_FAULTS)[number];

/** One thing that goes wrong in some minute. */
export type Fault =
  | { readonly on: "frame"; readonly of: ReplayFrame["kind"]; readonly market: number; readonly kind: FrameFault }
  | { readonly on: "wire"; readonly kind: (typeof WIRE_FAULTS)[number] }
  | { readonly on: "rest"; readonly kind: (typeof REST_FAULTS)[number] }
  | { readonly on: "actor"; readonly kind: (typeof CRASHES)[number] };

/** `count` faults, by the open time (UTC ms) of the minute in which they happen; one of a frame where there is such a frame. */
export function drawFaults(
  count: number,
  openTimes: readonly number[],
  markets: readonly ReplayedMarket[],
  random: () => number,
): Map<number, Fault[]> {
  const drawn = new Map<number, Fault[]>();
  for (let left = count; left > 0;) {
    const openMs = oneOf(openTimes, random);
    const fault = drawFault(markets.length, random);
    if (fault.on === "frame" && !markets[fault.market]!.frames(openMs).some(({ kind }) => kind === fault.of)) continue;
    drawn.set(openMs, [...drawn.get(openMs) ?? [], fault]);
    left--;
  }
  return drawn;
}

function drawFault(markets: number, random: () => number): Fault {
  const chance = random();
  if (chance < 0.06) return { on: "actor", kind: oneOf(CRASHES, random) };
  if (chance < 0.2) return { on: "wire", kind: oneOf(WIRE_FAULTS, random) };
  if (chance < 0.4) return { on: "rest", kind: oneOf(REST_FAULTS, random) };
  const market = Math.floor(random() * markets);
  if (chance < 0.7) return { on: "frame", of: "close", market, kind: oneOf(CLOSE_FAULTS, random) };
  return { on: "frame", of: oneOf(["open", "print"] as const, random), market, kind: oneOf(FRAME_FAULTS, random) };
}

function oneOf<T>(of: readonly T[], random: () => number): T {
  return of[Math.floor(random() * of.length)]!;
}
