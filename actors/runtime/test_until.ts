/** Waiting, in tests of real workers and processes, for what no event tells. */

/** Looks every 10 ms until it holds; throws when it never did within the limit. */
export function untilWithin(limitMs: number): (holds: () => boolean | Promise<boolean>) => Promise<void> {
  return async (holds) => {
    for (let look = 0; look < limitMs / 10; look++) {
      if (await holds()) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`Never held: ${holds}`);
  };
}
