/**
 * A stop or target whose price the market had reached before it stood: a venue turns it away. Whoever wanted it wants to sell
 * now, so that this refusal is told apart from all others, by words of ours before the venue's own. They are stored with the
 * order, and mean the same after a restart. Pure.
 */
const PASSED = "its price was already passed";

/** A venue's refusal of a stop or target that it would have to trigger at once, as the order's reason. */
export function passedReason(venuesWords: string): string {
  return `${PASSED} (${venuesWords})`;
}

/** Whether an order was refused because the market had reached its stop price already. */
export function wasPassed(reason: string | null): boolean {
  return reason?.startsWith(PASSED) ?? false;
}
