/** What this process holds open, as Linux tells it. */

/** Open files, children (also dead ones that nobody waited for) and threads of workers. */
export interface Belongings {
  readonly files: readonly string[];
  readonly processes: readonly number[];
  readonly workers: number;
}

/**
 * Deno opens a pair of sockets for itself now and then. It does not grow with the faults, whereas a leak would be several
 * files for each host that was replaced.
 */
export const denosOwnFiles = 4;

/** A look at them now. */
export function belongings(): Belongings {
  return { files: files(), processes: childrenOf(Deno.pid), workers: threadNames().filter(isWorker).length };
}

/** The pids of a process's children. */
export function childrenOf(pid: number): number[] {
  return [...Deno.readDirSync(`/proc/${pid}/task`)].flatMap(({ name }) =>
    read(`/proc/${pid}/task/${name}/children`).split(" ").filter((child) => child.trim() !== "").map(Number)
  );
}

function files(): string[] {
  return [...Deno.readDirSync("/proc/self/fd")].flatMap(({ name }) => {
    try {
      return Deno.readLinkSync(`/proc/self/fd/${name}`);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  });
}

function threadNames(): string[] {
  return [...Deno.readDirSync("/proc/self/task")].map(({ name }) => read(`/proc/self/task/${name}/comm`).trim());
}

function isWorker(thread: string): boolean {
  return thread.startsWith("worker-");
}

/** Empty where the thread has just gone. */
function read(file: string): string {
  try {
    return Deno.readTextFileSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
