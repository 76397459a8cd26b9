/**
 * Whether something befalls a frame: a pure function of the plan, the stream and the payload, so that it does not
 * depend on who listens, when they came, or how fast the machine is.
 */
import { hash32, mixText, type Random, randomFrom } from "../random.ts";
import type { ChaosPlan } from "./plan.ts";

/** What befalls a frame. `ms` is measured by the machine's clock. */
export type FrameFault =
  | { readonly kind: "drop" | "duplicate" }
  | { readonly kind: "delay" | "reorder"; readonly ms: number };

const FRAME_SALT = 11;

/** The fault of this frame, or null when it goes its way. */
export function frameFault(plan: ChaosPlan, stream: string, payload: string): FrameFault | null {
  const sum = plan.drop + plan.duplicate + plan.delay + plan.reorder;
  if (sum === 0) return null;
  const random = randomFrom(mixText(mixText(hash32(plan.seed, FRAME_SALT), stream), payload));
  let left = random();
  if (left >= sum) return null;
  if ((left -= plan.drop) < 0) return { kind: "drop" };
  if ((left -= plan.duplicate) < 0) return { kind: "duplicate" };
  if ((left -= plan.delay) < 0) return { kind: "delay", ms: lengthOf(plan.delayMs, random) };
  return { kind: "reorder", ms: plan.delayMs };
}

/** A length up to the longest one, and no less than a quarter of it; whole ms. */
export function lengthOf(longest: number, random: Random): number {
  return Math.round(longest * (0.25 + 0.75 * random()));
}
