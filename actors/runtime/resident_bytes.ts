/** How much memory a process holds. */

const pageBytes = 4_096;

/** Bytes in memory; `undefined` where the system does not tell (no Linux, or the process has just gone). */
export function residentBytes(pid: number): number | undefined {
  try {
    return Number(Deno.readTextFileSync(`/proc/${pid}/statm`).split(" ")[1]) * pageBytes;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) return undefined;
    throw error;
  }
}
