/** A contained process seen from outside, whatever it runs: it is ended, says why it went, and is not believed unchecked. */
import { z } from "zod";
import { HEAP_MIB, isTooLarge, spawnChild } from "./child_command.ts";
import { Refused } from "./refused.ts";

/** How long a process may take to start: that is the machine's business, not the source's. */
export const START_MS = 60_000;
/** Time between two looks at a process. */
export const LOOK_MS = 250;
/** The end of what it wrote about its own fall, characters. */
const KEPT = 4_000;

/** A process that runs. */
export class ContainedProcess {
  #stderr = "";
  readonly #errors: Promise<void>;

  private constructor(private readonly child: Deno.ChildProcess) {
    this.#errors = this.#readErrors();
  }

  /** Starts a program of this room; without one, that of a single run. */
  static async start(program?: URL): Promise<ContainedProcess> {
    return new ContainedProcess(await spawnChild(program));
  }

  get stdin(): WritableStream<Uint8Array> {
    return this.child.stdin;
  }
  get stdout(): ReadableStream<Uint8Array> {
    return this.child.stdout;
  }

  /** Ends it at once; one that has ended already stays so. */
  kill(): void {
    try {
      this.child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended by itself
    }
  }

  /** Settles once it has ended, and all that it wrote about it was read. */
  async over(): Promise<void> {
    await Promise.all([this.child.status, this.#errors]);
  }

  /** Why it ended by itself, as the end of a sentence; call it once it is over. */
  get why(): string {
    if (/out of memory|Fatal JavaScript/i.test(this.#stderr)) return `: it took more than ${HEAP_MIB} MiB of heap`;
    const lines = this.#stderr.trim().split("\n");
    const last = lines.find((line) => line.startsWith("error: ")) ?? lines.at(-1); // not where in our own text
    return last ? `: ${last}` : " before its end";
  }

  /** Whether it holds more memory than it may. */
  async isTooLarge(): Promise<boolean> {
    return await isTooLarge(this.child.pid);
  }

  async #readErrors(): Promise<void> {
    for await (const text of this.child.stderr.pipeThrough(new TextDecoderStream())) {
      this.#stderr = `${this.#stderr}${text}`.slice(-KEPT);
    }
  }
}

/** What it says beside the agreed is no error of ours: its owner is told. Any other error stays as it is. */
export function disbelieved(error: unknown): unknown {
  if (!(error instanceof RangeError || error instanceof SyntaxError || error instanceof z.ZodError)) return error;
  const words = error instanceof z.ZodError ? z.prettifyError(error) : error.message;
  return new Refused(`Cannot take what the strategy's process says: ${words.replaceAll("\n", " ")}`);
}

/** One that has gone takes nothing more, and says itself why it went. @throws any other error of writing. */
export function unlessGone(error: unknown): void {
  if (!(error instanceof Deno.errors.BrokenPipe) && !(error instanceof TypeError)) throw error;
}
