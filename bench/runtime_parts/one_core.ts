/**
 * Measuring on one core.
 *
 * When two threads wake each other in turn, most of the time is spent in waking, and that takes five times as long where the
 * other's core must first be woken itself. Which of both it is, the system decides anew for each pair of threads, so that
 * one contestant may have it several times as easy as another. On one core no core sleeps, and all have it alike.
 */
import { childrenOf } from "../../actors/runtime/chaos/processes.ts";

/** Does the work with all threads of this process, and its children, on one core; where there is no `taskset`, on all. */
export async function onOneCore<T>(work: () => Promise<T>): Promise<T> {
  const allowed = await taskset(["-cp", `${Deno.pid}`]);
  const cores = allowed?.match(/[\d,-]+\s*$/)?.[0].trim();
  if (cores === undefined) {
    console.warn("There is no taskset here: what should be measured on one core is measured on all");
    return await work();
  }
  await useCores(cores.match(/^\d+/)?.[0] ?? cores);
  try {
    return await work();
  } finally {
    await useCores(cores);
  }
}

async function useCores(cores: string): Promise<void> {
  for (const pid of [Deno.pid, ...childrenOf(Deno.pid)]) await taskset(["-acp", cores, `${pid}`]);
}

/** What it printed; `undefined` where the system has no such program. */
async function taskset(args: readonly string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command("taskset", { args: [...args], stderr: "null" }).output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
