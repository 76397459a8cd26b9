/** Who keeps which exit of a position: the venue where it can, the platform where it cannot. Pure. */
import type { ExitAbilities, ExitPrices } from "./exit_rules.ts";

/** So often stops and targets are sent to a venue that refuses them; then the platform watches for them. */
export const NATIVE_ATTEMPTS = 3;
/** So often it is tried to leave a position at all: days, by the pauses between; an order's name holds no more. */
export const MOST_ATTEMPTS = 999;

/** No exits. */
export const NO_EXITS: ExitPrices = { stopLoss: null, takeProfit: null };

/** Exits as they are planned, each with its price or null: those that the venue is to hold, and those that are watched. */
export interface ExitPlan {
  readonly native: ExitPrices;
  readonly watched: ExitPrices;
}

/**
 * Who is to keep which exit after `attempts` to have the venue hold them. Where it holds one of two only (what is held can be
 * promised once), that is the stop, unless it takes none.
 */
export function exitPlan(planned: ExitPrices, can: ExitAbilities, attempts: number): ExitPlan {
  if (attempts >= MOST_ATTEMPTS) return { native: NO_EXITS, watched: NO_EXITS };
  if (attempts >= NATIVE_ATTEMPTS) return { native: NO_EXITS, watched: planned };
  const stopLoss = can.stopLoss ? planned.stopLoss : null;
  const mayJoin = stopLoss === null || can.groups;
  const takeProfit = can.takeProfit && mayJoin ? planned.takeProfit : null;
  return {
    native: { stopLoss, takeProfit },
    watched: {
      stopLoss: stopLoss === null ? planned.stopLoss : null,
      takeProfit: takeProfit === null ? planned.takeProfit : null,
    },
  };
}
