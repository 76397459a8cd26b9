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
import { readLines } from "./lines.ts";
import { readReports } from "./read_reports.ts";
import type { HostKind } from "./remote_hosts.ts";
import type { Reach } from "./remote_link.ts";
import type { ChildSpec, ExitReason } from "./types.ts";

const patience = { everyMs: 500, misses: 3 };

/** Opens processes. `note` hears what they print. */
export class ProcessKind implements HostKind {
  readonly patience = patience;
  readonly oneModule = true;

  constructor(private readonly note: (process: string, line: string) => void) {}

  reach(spec: ChildSpec): Reach {
    const { reach } = processPlace(spec);
    return {
      mayTell: (path) => allows(reach?.tell, path),
      mayPublish: (topic) => allows(reach?.publish, topic),
      mayHear: (topic) => allows(reach?.subscribe, topic),
      mayManage: false,
    };
  }

  open(spec: ChildSpec, module: string, { everyMs }: Patience): Wire {
    const place = processPlace(spec);
    return new ProcessWire(place, module, everyMs, (line) => this.note(place.process, line));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Names, or beginnings of names that end in `*`. */
function allows(names: readonly string[] | undefined, name: string): boolean {
  return names?.some((one) => one.endsWith("*") ? name.startsWith(one.slice(0, -1)) : one === name) ?? false;
}

const encoder = new TextEncoder();
const rememberedLines = 30;

/** One process. */
class ProcessWire implements Wire {
  onReports: (reports: readonly Report[]) => void = () => {};
  onEnd: (reason: ExitReason) => void = () => {};
  onUnsendable: (order: Order, error: unknown) => void = () => {};
  #child: Deno.ChildProcess | undefined;
  #writer: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #waiting: string[] = [];
  #writing = false;
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
    const line = this.#encode(orders);
    if (line !== "") this.#waiting.push(line);
    if (!this.#writing) void this.#drain();
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
      this.#writer = child.stdin.getWriter();
      this.#memoryTimer = setInterval(() => this.#weigh(child.pid), everyMs / 4);
      void this.#drain();
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
    // The pipe is broken by now; there is nobody to be told.
    this.#writer?.abort().catch(() => {});
    if (!this.#killed) this.onEnd(reason);
  }

  #reasonOf({ code, signal }: Deno.CommandStatus): ExitReason {
    const said = this.#lastLines.join("\n");
    if (this.#outOfMemory || /out of memory/i.test(said)) return { kind: "oom" };
    if (signal === "SIGKILL") return { kind: "killed" };
    return crashed(new Error(`The process ended with ${signal ?? `code ${code}`}${said === "" ? "" : `: ${said}`}`));
  }

  async #drain(): Promise<void> {
    if (this.#writer === undefined) return;
    this.#writing = true;
    try {
      while (this.#waiting.length > 0) await this.#writer.write(encoder.encode(this.#waiting.splice(0).join("")));
      this.#writing = false;
    } catch {
      // The process is gone: its status says why, and what was under way is settled by that.
      this.#waiting = [];
    }
  }

  #encode(orders: readonly Order[]): string {
    try {
      return `${JSON.stringify(orders)}\n`;
    } catch {
      // One of them is no plain data: the others still go.
      return orders.map((order) => this.#encodeOne(order)).join("");
    }
  }

  #encodeOne(order: Order): string {
    try {
      return `${JSON.stringify([order])}\n`;
    } catch (error) {
      this.onUnsendable(order, error);
      return "";
    }
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

const pageBytes = 4_096;

/** Where the system does not tell (no Linux, or the process has just gone): undefined. */
function residentBytes(pid: number): number | undefined {
  try {
    return Number(Deno.readTextFileSync(`/proc/${pid}/statm`).split(" ")[1]) * pageBytes;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) return undefined;
    throw error;
  }
}
