/** The most memory that a child process held, as the system tells it; where there is no `/proc`, nothing is told. */
import { hasEnded } from "../sandbox/limits.ts";

const LOOK_MS = 20;

/** Runs `work` and answers the largest peak of this process's children meanwhile, MiB; undefined where it is not told. */
export async function peakOfChildren(work: () => Promise<unknown>): Promise<number | undefined> {
  let peakKib = 0;
  const look = setInterval(() => peakKib = Math.max(peakKib, ...peaksNow()), LOOK_MS);
  try {
    await work();
  } finally {
    clearInterval(look);
  }
  return peakKib > 0 ? peakKib / 1_024 : undefined;
}

/** Peaks of the children that run now, KiB. */
function peaksNow(): number[] {
  try {
    return [...Deno.readDirSync("/proc")].filter(({ name }) => /^\d+$/.test(name)).map(({ name }) => peakOf(name));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** The peak of one process, KiB; 0 when it is no child of this one, or has just ended. */
function peakOf(pid: string): number {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    if (Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]) !== Deno.pid) return 0;
    return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  } catch (error) {
    if (hasEnded(error)) return 0;
    throw error;
  }
}
