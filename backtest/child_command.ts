/** The child process of a backtest: what it runs, and where it stops. */
import { spawnSandboxed } from "../sandbox/command.ts";
import { isTooLarge as holdsMore, type Limits } from "../sandbox/limits.ts";

/** MiB of heap that a run may take. */
export const HEAP_MIB = 192;
const LIMITS: Limits = { heapMiB: HEAP_MIB, memoryMiB: 512, nice: 10 };

/** A single run; see `backtest/child.ts`. */
const ONE_RUN = new URL("./child.ts", import.meta.url);

/** Starts a program of this room, which may do nothing but read its input and write its output. */
export async function spawnChild(program: URL = ONE_RUN): Promise<Deno.ChildProcess> {
  return await spawnSandboxed(program, LIMITS);
}

/** Whether a process holds more memory than a run may; false where the system does not tell. */
export async function isTooLarge(pid: number): Promise<boolean> {
  return await holdsMore(pid, LIMITS);
}
