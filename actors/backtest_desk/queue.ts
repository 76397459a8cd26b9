/** Whose turn it is. Pure. */

/** A run that waits for its turn, or has it. */
export interface Queued {
  readonly id: string;
  readonly userId: string;
  /** Processor cores that it uses. */
  readonly cores: number;
}

/** The turns that users had: by user, the number of their last one. */
export type Turns = ReadonlyMap<string, number>;

/**
 * The next of those that wait (the oldest first), or undefined while there is no room for it.
 *
 * Fair among users: who has the fewest cores comes first, among these who has waited longest since their last turn. Nobody
 * overtakes one that needs more cores than are free: it would wait for ever. One that needs more than there are has all.
 */
export function nextTurn(
  waiting: readonly Queued[],
  running: readonly Queued[],
  turns: Turns,
  cores: number,
): Queued | undefined {
  const used = (userId: string) => coresOf(running.filter((one) => one.userId === userId));
  const last = (userId: string) => turns.get(userId) ?? 0;
  const next = waiting.reduce<Queued | undefined>((best, one) => {
    if (best === undefined || one.userId === best.userId) return best ?? one;
    const [a, b] = [used(one.userId), used(best.userId)];
    return a < b || (a === b && last(one.userId) < last(best.userId)) ? one : best;
  }, undefined);
  if (next === undefined) return undefined;
  return coresOf(running) + Math.min(next.cores, cores) <= cores ? next : undefined;
}

function coresOf(runs: readonly Queued[]): number {
  return runs.reduce((sum, { cores }) => sum + cores, 0);
}
