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
import { listed, type Reach } from "./reach.ts";
import { readReports } from "./read_reports.ts";
import { residentBytes } from "./resident_bytes.ts";
import type { HostKind } from "./group.ts";
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

/** One process. */
class ProcessWire implements Wire {
  onReports: (reports: readonly Report[]) => void = () => {};
  onEnd: (reason: ExitReason) => void = () => {};
  onUnsendable: (order: Order, error: unknown) => void = () => {};
  #child: Deno.ChildProcess | undefined;
  readonly #writer = new LineWriter<Order>((order, error) => this.onUnsendable(order, error));
  #beats = 0;
  #killed = false;
  #outOfMemory = false;
  readonly #lastLines: string[] = [];
  readonly #life: Promise<void>;
  #memoryTimer: ReturnType<typeof setInterval> | undefined;

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

  async #live(module: string, everyMs: number): Promise<void> {
    try {
      const command = await childCommand(this.place, module, Math.max(10, everyMs / 2));
      if (this.#killed) return;
      const child = this.#child = command.spawn();
      this.#writer.open(child.stdin);
      this.#memoryTimer = setInterval(() => this.#weigh(child.pid), everyMs / 4);
      const outputs = [
        readLines(child.stdout, (line) => this.#received(line)),
        readLines(child.stderr, (line) => this.#printed(line)),
      ];
      const status = await child.status;
      await Promise.all(outputs);
      this.#ended(this.#reasonOf(status));
    } catch (error) {
      this.#ended(crashed(error));
    }
  }

  #ended(reason: ExitReason): void {
    clearInterval(this.#memoryTimer);
    this.#child = undefined;
    this.#writer.close();
    if (!this.#killed) this.onEnd(reason);
  }

  #reasonOf({ code, signal }: Deno.CommandStatus): ExitReason {
    const said = this.#lastLines.join("\n");
    if (this.#outOfMemory || /out of memory/i.test(said)) return { kind: "oom" };
    if (signal === "SIGKILL") return { kind: "killed" };
    return crashed(new Error(`The process ended with ${signal ?? `code ${code}`}${said === "" ? "" : `: ${said}`}`));
  }

  #received(line: string): void {
    this.#beats++;
    const reports = readReports(line);
    if (reports === undefined) this.#printed(line);
    else this.onReports(reports);
  }

  #printed(line: string): void {
    if (line.trim() === "") return;
    this.#lastLines.push(line);
    if (this.#lastLines.length > rememberedLines) this.#lastLines.shift();
    this.note(line);
  }

  /** Memory outside the heap is bounded by looking at it. */
  #weigh(pid: number): void {
    const resident = residentBytes(pid);
    if (resident === undefined || resident < memoryLimit(this.place)) return;
    this.#outOfMemory = true;
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
