/** A time of day that can be set off for one process and those that it starts, as if somebody had set the machine's clock. Linux, with a C compiler. */
import { join } from "node:path";

const SOURCE = join(import.meta.dirname!, "clock_shift.c");
const NS_OF_MS = 1_000_000n;

/** A time of day. */
export class ShiftedClock implements AsyncDisposable {
  #shiftMs = 0;

  private constructor(private readonly directory: string) {}

  /** Makes one that is not off yet. @throws {Error} when there is no C compiler. */
  static async make(): Promise<ShiftedClock> {
    const directory = await Deno.makeTempDir({ prefix: "aristobot-clock-" });
    const clock = new ShiftedClock(directory);
    clock.set(0);
    const args = ["-O2", "-shared", "-fPIC", "-o", clock.#library, SOURCE, "-ldl"];
    const { success, stderr } = await new Deno.Command("cc", { args }).output();
    if (!success) throw new Error(`Cannot compile ${SOURCE}: ${new TextDecoder().decode(stderr)}`);
    return clock;
  }

  /** What a process is started with that shall go by it. */
  get env(): Record<string, string> {
    return { LD_PRELOAD: this.#library, CLOCK_SHIFT_FILE: this.#file };
  }

  /** By how much it is off, ms. */
  get shiftMs(): number {
    return this.#shiftMs;
  }

  /** Sets it off by so much, at once. */
  set(shiftMs: number): void {
    this.#shiftMs = Math.round(shiftMs);
    const ns = new BigInt64Array([BigInt(this.#shiftMs) * NS_OF_MS]);
    using file = Deno.openSync(this.#file, { write: true, create: true }); // in place: it is mapped
    file.writeSync(new Uint8Array(ns.buffer));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.directory, { recursive: true });
  }

  get #library(): string {
    return join(this.directory, "clock_shift.so");
  }

  get #file(): string {
    return join(this.directory, "shift");
  }
}
