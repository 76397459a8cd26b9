/** Whether a thread of this program still runs, where the system tells (Linux). */

/** The number by which {@linkcode threadBirth} finds the thread that calls this; 0 where there is none. */
export function thisThread(): number {
  try {
    return Number(Deno.readLinkSync("/proc/thread-self").split("/").at(-1));
  } catch {
    // Another system, or no permission: nothing is known.
    return 0;
  }
}

/** When the thread began, in the system's own measure; `undefined` when there is none of that number (or nothing is known). */
export function threadBirth(thread: number): string | undefined {
  try {
    const stat = Deno.readTextFileSync(`/proc/self/task/${thread}/stat`);
    // The fields after the name, which may hold anything, the twentieth of them.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
