/** What the system tells of another process. */
import { hasEnded } from "../../sandbox/limits.ts";

/** Memory and threads of a process. */
export interface ProcessVitals {
  readonly residentBytes: number;
  readonly threads: number;
}

const pageBytes = 4_096;
/** Fields of `/proc/<pid>/stat` after the name in parentheses, which may hold anything: `num_threads` and `rss`. */
const threadsField = 17;
const residentField = 21;

/** `undefined` where the system does not tell: no Linux, or the process has just gone. */
export function processVitals(pid: number): ProcessVitals | undefined {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { threads: Number(fields[threadsField]), residentBytes: Number(fields[residentField]) * pageBytes };
  } catch (error) {
    if (hasEnded(error) || error instanceof Deno.errors.PermissionDenied) return undefined;
    throw error;
  }
}
