/** Processes that the platform had started when it was killed: none may outlive it for long. Linux only; elsewhere none is seen. */
import { hasEnded } from "../sandbox/limits.ts";

/** A process; its number may be given to another one later. */
export interface Process {
  readonly pid: number;
  /** When it began, in the kernel's ticks. */
  readonly began: string;
}

/** Below a process, all of them. */
export async function processesBelow(pid: number): Promise<Process[]> {
  const found: Process[] = [];
  for (const child of await childrenOf(pid)) {
    const began = await beganOf(child);
    if (began !== null) found.push({ pid: child, began }, ...await processesBelow(child));
  }
  return found;
}

/** Whichever of its threads has begun them. */
async function childrenOf(pid: number): Promise<number[]> {
  const threads = await namesIn(`/proc/${pid}/task`);
  const texts = await Promise.all(threads.map((thread) => readOrNull(`/proc/${pid}/task/${thread}/children`)));
  return texts.flatMap((text) => (text ?? "").split(" ").filter((one) => one.trim() !== "").map(Number));
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name);
  } catch (error) {
    if (hasEnded(error)) return [];
    throw error;
  }
}

/** Whether it still runs. */
export async function stillRuns({ pid, began }: Process): Promise<boolean> {
  return await beganOf(pid) === began;
}

/** Null = there is no such process, or it has ended and nobody has asked for its end. */
async function beganOf(pid: number): Promise<string | null> {
  const stat = await readOrNull(`/proc/${pid}/stat`);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? null : fields[19] ?? null;
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (hasEnded(error)) return null; // or this system tells nothing of processes there
    throw error;
  }
}
