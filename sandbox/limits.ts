/** What a contained process may take, and how the system holds it to that. */

/** What a contained process may take. */
export interface Limits {
  /** MiB of heap: what objects, texts and closures take. */
  readonly heapMiB: number;
  /** MiB of all memory: the heap, Deno itself (some 50), and the buffers beside them. */
  readonly memoryMiB: number;
  /** How far it stands back for the platform when the processors are busy: 0 (not at all) to 19. */
  readonly nice: number;
}

/** MiB that the engine reserves for compiled code and stacks, counts as data, and hardly ever fills. */
const RESERVED_MIB = 528;
/** MiB of stacks that each core's own thread of the engine may reserve. */
const RESERVED_PER_CORE_MIB = 8;
const PAGE_BYTES = 4_096;
const MIB = 1_048_576;

/**
 * Bytes of writable memory (`RLIMIT_DATA`) that `limits` come to. The kernel refuses more at once, however quickly it is
 * asked for: a buffer that does not fit is a `RangeError` in the program, a heap that does not is its end.
 */
export function dataBytes({ memoryMiB }: Limits): number {
  return (memoryMiB + RESERVED_MIB + RESERVED_PER_CORE_MIB * navigator.hardwareConcurrency) * MIB;
}

/** Whether a process holds more memory than it may; false where the system does not tell, or when it has just ended. */
export async function isTooLarge(pid: number, { memoryMiB }: Limits): Promise<boolean> {
  try {
    const [, resident] = (await Deno.readTextFile(`/proc/${pid}/statm`)).split(" ");
    return Number(resident) * PAGE_BYTES > memoryMiB * MIB;
  } catch (error) {
    if (hasEnded(error)) return false;
    throw error;
  }
}

/** Whether this is what reading of a process says when it has ended, before the reading or in the middle of it. */
export function hasEnded(error: unknown): boolean {
  if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return true;
  return error instanceof Error && error.message.startsWith("No such process"); // Deno knows no class or code of it
}
