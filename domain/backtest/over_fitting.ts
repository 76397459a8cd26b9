/** Whether what a search chose holds where it was not chosen: the plainest sign of over-fitting. */
import type { Objective } from "./judge.ts";
import type { Judged, OptimisationResult } from "./optimisation.ts";
import { mean } from "./returns.ts";

const DAY_MS = 86_400_000;
/** Out of the sample less than this share of what was seen in it is far behind. */
const FAR = 0.5;

/**
 * The best in the sample, and the same out of it. Measures as they are; a return, which grows with time, as percent a day,
 * compounded.
 */
export interface FallenBehind {
  readonly where: "held_out" | "windows";
  readonly inSample: number;
  readonly outOfSample: number;
}

/** The range over which was searched, UTC ms. */
interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Where out of the sample falls far behind: on the tail that was held out by the best set, and walking forward by the mean of
 * the windows. Only what earned in the sample can fall behind; what is not defined says nothing.
 */
export function fallenBehind(
  { attempts, windows, heldOutMs }: OptimisationResult,
  objective: Objective,
  { fromMs, toMs }: Range,
): FallenBehind[] {
  const best = attempts[0];
  const tail = best?.outOfSample && heldOutMs !== null
    ? [{
      inSample: valueOf(best.inSample, objective, heldOutMs - fromMs),
      outOfSample: valueOf(best.outOfSample, objective, toMs - heldOutMs),
    }]
    : [];
  const walked = windows.map((window) => ({
    inSample: valueOf(window.inSample, objective, window.splitMs - window.fromMs),
    outOfSample: valueOf(window.outOfSample, objective, window.toMs - window.splitMs),
  }));
  return [...behind("held_out", tail, objective), ...behind("windows", walked, objective)];
}

type Pair = Readonly<Record<"inSample" | "outOfSample", number | null>>;

function behind(where: FallenBehind["where"], pairs: readonly Pair[], objective: Objective): FallenBehind[] {
  const defined = pairs.filter((pair) => pair.inSample !== null && pair.outOfSample !== null);
  if (defined.length === 0) return [];
  const inSample = mean(defined.map((pair) => pair.inSample!));
  const outOfSample = mean(defined.map((pair) => pair.outOfSample!));
  const nothing = objective === "profitFactor" ? 1 : 0; // what a set has that neither earns nor loses
  const isBehind = inSample > nothing && outOfSample - nothing < FAR * (inSample - nothing);
  return isBehind ? [{ where, inSample, outOfSample }] : [];
}

function valueOf(judged: Judged, objective: Objective, durationMs: number): number | null {
  const value = judged[objective];
  if (value === null || objective !== "returnPercent") return value;
  return ((Math.max(0, 1 + value / 100)) ** (DAY_MS / durationMs) - 1) * 100;
}
