/** What the platform takes of the machine: its own process with all workers, and its child processes, as the system tells it. */
import process from "node:process";
import { hasEnded } from "../../sandbox/limits.ts";

/** So much was taken until now. */
export interface Vitals {
  /** Memory that is held now, MiB. */
  readonly memoryMib: number;
  readonly childrenMib: number;
  readonly children: number;
  /** Time on a processor of everybody together, since their starts, s. */
  readonly cpuS: number;
}

const MIB = 2 ** 20;
const PAGE_BYTES = 4_096;
const TICKS_A_SECOND = 100;

/** As it is now. `spared` = pids of children that are no part of the platform. @throws where there is no `/proc`. */
export function vitalsNow(spared: ReadonlySet<number> = new Set()): Vitals {
  const children = [...Deno.readDirSync("/proc")].flatMap(({ name }) => /^\d+$/.test(name) ? statOf(name) : [])
    .filter(({ parent, pid }) => parent === Deno.pid && !spared.has(pid));
  const { user, system } = process.cpuUsage();
  return {
    memoryMib: Deno.memoryUsage().rss / MIB,
    childrenMib: children.reduce((sum, { memoryMib }) => sum + memoryMib, 0),
    children: children.length,
    cpuS: (user + system) / 1e6 + children.reduce((sum, { cpuS }) => sum + cpuS, 0),
  };
}

/** Of a process; nothing where it has just ended. */
function statOf(pid: string) {
  const stat = textOf(`/proc/${pid}/stat`);
  if (stat === null) return [];
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ").map(Number);
  const [parent, user, system, pages] = [fields[1]!, fields[11]!, fields[12]!, fields[21]!];
  return [{ pid: Number(pid), parent, cpuS: (user + system) / TICKS_A_SECOND, memoryMib: pages * PAGE_BYTES / MIB }];
}

function textOf(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (hasEnded(error)) return null;
    throw error;
  }
}
