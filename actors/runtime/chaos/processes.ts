/** Processes and threads, as Linux tells of them. */

/** The pids of a process's children. */
export function childrenOf(pid: number): number[] {
  return [...Deno.readDirSync(`/proc/${pid}/task`)].flatMap(({ name }) =>
    readIfThere(`/proc/${pid}/task/${name}/children`).split(" ").filter((child) => child.trim() !== "").map(Number)
  );
}

/** What a file of `/proc` says; empty where the thread it tells of has just gone. */
export function readIfThere(file: string): string {
  try {
    return Deno.readTextFileSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
