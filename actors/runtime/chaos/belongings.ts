/** What this process holds open, as Linux tells it. */
import { childrenOf, readIfThere } from "./processes.ts";

/** Open files, children (also dead ones that nobody waited for) and threads of workers. */
export interface Belongings {
  readonly files: readonly string[];
  readonly processes: readonly number[];
  readonly workers: number;
}

const sigusr1 = 10;

/** A look at them now. */
export function belongings(): Belongings {
  return { files: files(), processes: childrenOf(Deno.pid), workers: threadNames().filter(isWorker).length };
}

/** What is open now and was not before; files of the same name are counted. */
export function leftOpen(before: Belongings, after: Belongings): string[] {
  const known = [...before.files];
  return after.files.filter((file) => {
    const index = known.indexOf(file);
    if (index !== -1) known.splice(index, 1);
    return index === -1;
  });
}

/**
 * True once this process listens to signals. Deno does so by itself, half a second after the start (SIGHUP, SIGINT, SIGUSR1,
 * SIGTERM), and opens for it a pair of sockets that stays: the only files that a program is given unasked.
 */
export function hearsSignals(): boolean {
  const caught = readIfThere("/proc/self/status").match(/^SigCgt:\s*(\w+)/m)?.[1] ?? "0";
  return (BigInt(`0x${caught}`) >> BigInt(sigusr1 - 1) & 1n) === 1n;
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
  return [...Deno.readDirSync("/proc/self/task")].map(({ name }) => readIfThere(`/proc/self/task/${name}/comm`).trim());
}

function isWorker(thread: string): boolean {
  return thread.startsWith("worker-");
}
