/**
 * Processes as hosts, for code that is not trusted: no permissions, a heap of its own, and an end that nothing can stop.
 *
 * A process may answer; what else it may do (tell, publish, hear topics) its place must say. What it reports is checked as
 * what comes from outside: its answers by the asker's schema, its messages by the receiver's.
 */
import { childCommand, memoryLimit, type ProcessPlace, processPlace } from "./child_command.ts";
import { crashed } from "./errors.ts";
import type { Order, Report, Wire } from "./frames.ts";
import type { Patience } from "./heartbeat.ts";
import { LineWriter } from "./line_writer.ts";
import { readLines } from "./lines.ts";
import { processVitals } from "./process_vitals.ts";
import { listed, type Reach } from "./reach.ts";
import { readReports } from "./read_reports.ts";
import type { HostKind } from "./group.ts";
import { Throttle } from "./throttle.ts";
import type { ChildSpec, ExitReason } from "./types.ts";

const patience = { everyMs: 500, misses: 3 };

/** Opens processes. `note` hears what they print. */
export class ProcessKind implements HostKind {
  readonly patience = patience;
  readonly oneModule = true;

  constructor(private readonly note: (process: string, line: string) => void) {}

  reach(spec: ChildSpec): Reach {
    return listed(processPlace(spec).reach);
  }

  open(spec: ChildSpec, module: string, { everyMs }: Patience): Wire {
    const place = processPlace(spec);
    return new ProcessWire(place, module, everyMs, (line) => this.note(place.process, line));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const rememberedLines = 30;
const rememberedLength = 1_000;
const bytesPerSecond = 64 * 1_048_576;
const bytesPerLine = 64 * 1_048_576;
/** Deno itself runs some; workers inside a process cost one or two each. */
const mostThreads = 40 + 2 * navigator.hardwareConcurrency;

/** One process. */
class ProcessWire implements Wire {
  onReports: (reports: readonly Report[]) => void = () => {};
  onEnd: (reason: ExitReason) => void = () => {};
  onUnsendable: (order: Order, error: unknown) => void = () => {};
  #child: Deno.ChildProcess | undefined;
  readonly #writer = new LineWriter<Order>((order, error) => this.onUnsendable(order, error));
  #beats = 0;
  #killed = false;
  /** Why it was ended from here. */
  #verdict: ExitReason | undefined;
  #bytesOfLine = 0;
  /** Reports of no known shape. */
  #refused = 0;
  readonly #flow = new Throttle({ now: () => performance.now() }, bytesPerSecond);
  readonly #lastLines: string[] = [];
  readonly #life: Promise<void>;
  #vitalsTimer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly place: ProcessPlace,
    module: string,
    everyMs: number,
    private readonly note: (line: string) => void,
  ) {
    this.#life = this.#live(module, everyMs);
  }

  send(orders: readonly Order[]): void {
    this.#writer.write(orders);
  }

  beats(): number {
    return this.#beats;
  }

  async kill(): Promise<void> {
    this.#killed = true;
    this.#signal();
    await this.#life;
  }

  lingers(): boolean {
    return this.#child !== undefined;
  }

  async #live(module: string, everyMs: number): Promise<void> {
    try {
      const command = await childCommand(this.place, module, Math.max(10, everyMs / 2));
      if (this.#killed) return;
      const child = this.#child = command.spawn();
      this.#writer.open(child.stdin);
      this.#vitalsTimer = setInterval(() => this.#examine(child.pid), everyMs / 4);
      const outputs = [
        this.#listen(child.stdout, (line) => this.#received(line)),
        this.#listen(child.stderr, (line) => this.#printed(line)),
      ];
      const status = await child.status;
      await Promise.all(outputs);
      this.#ended(this.#reasonOf(status));
    } catch (error) {
      this.#ended(crashed(error));
    }
  }

  #ended(reason: ExitReason): void {
    clearInterval(this.#vitalsTimer);
    this.#child = undefined;
    this.#writer.close();
    if (!this.#killed) this.onEnd(reason);
  }

  #reasonOf({ code, signal }: Deno.CommandStatus): ExitReason {
    if (this.#verdict !== undefined) return this.#verdict;
    const said = this.#lastLines.join("\n");
    if ((signal !== null || code >= 128) && /out of memory/i.test(said)) return { kind: "oom" };
    if (signal === "SIGKILL") return { kind: "killed" };
    return crashed(new Error(`The process ended with ${signal ?? `code ${code}`}${said === "" ? "" : `: ${said}`}`));
  }

  /** Whatever goes wrong with what a process wrote is the end of that process, never of this one. */
  async #listen(output: ReadableStream<Uint8Array>, hear: (line: string) => void): Promise<void> {
    try {
      await readLines(output, hear, (bytes) => this.#admit(bytes));
    } catch (error) {
      this.#condemn(crashed(error));
    }
  }

  #received(line: string): void {
    this.#bytesOfLine = 0;
    const read = readReports(line);
    if (read === undefined) return this.#printed(line);
    this.#beats++;
    if (read.refused > 0) {
      this.#refused += read.refused;
      this.note(`It reported what is not understood, ${this.#refused} times so far`);
    }
    this.onReports(read.reports);
  }

  /** A process that writes without end would keep the main isolate busy. */
  #admit(bytes: number): boolean {
    this.#bytesOfLine += bytes;
    const tooMuch = !this.#flow.allows(bytes) || this.#bytesOfLine > bytesPerLine;
    if (tooMuch) this.#condemn(crashed(new Error("The process wrote too much at once")));
    return !tooMuch;
  }

  #printed(line: string): void {
    this.#bytesOfLine = 0;
    const text = line.slice(0, rememberedLength);
    if (text.trim() === "") return;
    this.#lastLines.push(text);
    if (this.#lastLines.length > rememberedLines) this.#lastLines.shift();
    this.note(text);
  }

  /** Memory outside the heap, and threads, are bounded by looking at them. */
  #examine(pid: number): void {
    const vitals = processVitals(pid);
    if (vitals === undefined) return;
    if (vitals.residentBytes > memoryLimit(this.place)) this.#condemn({ kind: "oom" });
    if (vitals.threads > mostThreads) this.#condemn(crashed(new Error(`The process ran ${vitals.threads} threads`)));
  }

  #condemn(reason: ExitReason): void {
    this.#verdict ??= reason;
    this.#signal();
  }

  #signal(): void {
    try {
      this.#child?.kill("SIGKILL");
    } catch (error) {
      // It has just ended by itself.
      if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
