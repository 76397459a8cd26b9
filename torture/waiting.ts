/** Waiting, in the world's time. */

const LOOK_MS = 50;

/** Waits. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until it is so, looking again and again. @throws {Error} when it is not so within `limitMs`. */
export async function until(what: string, limitMs: number, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!await isSo()) {
    if (performance.now() > endMs) throw new Error(`${what}: not within ${limitMs} ms`);
    await sleep(LOOK_MS);
  }
}
