/**
 * The inside of a process host: frames as lines of JSON over standard input and output.
 *
 * The standard output belongs to the link, so what the actor's code prints becomes log lines.
 */
import type { Order, Report } from "./frames.ts";
import { HostCore } from "./host_core.ts";
import type { Level } from "./isolate.ts";
import { readLines } from "./lines.ts";
import { actorOf, readDeclaration } from "./loader.ts";

const encoder = new TextEncoder();
let core: HostCore | undefined;
const printed: [Level, string][] = [];

for (
  const [method, level] of [["debug", "debug"], ["log", "info"], ["info", "info"], ["warn", "warn"], [
    "error",
    "error",
  ]] as const
) {
  console[method] = (...values: unknown[]) => print(level, values);
}

/** Runs the one actor of this process until its standard input ends. */
export function runHost(declared: unknown, module: string, beatMs: number): void {
  const definition = actorOf(readDeclaration(declared, module), module);
  const output = new Output();
  core = new HostCore((reports) => output.write(reports), () => Promise.resolve(definition));
  output.unsendable = (report, error) => core?.unsendable(report, error);
  for (const [level, text] of printed.splice(0)) core.log(level, "process", text);
  setInterval(() => core?.report(["beat"]), beatMs);
  void readLines(Deno.stdin.readable, (line) => core?.receive(JSON.parse(line) as readonly Order[]))
    .finally(() => Deno.exit(0));
}

/** Writes batches, one at a time. */
class Output {
  unsendable: (report: Report, error: unknown) => void = () => {};
  #waiting: string[] = [];
  #writing = false;
  readonly #writer = Deno.stdout.writable.getWriter();

  write(reports: readonly Report[]): void {
    const line = this.#encode(reports);
    if (line !== "") this.#waiting.push(line);
    if (!this.#writing) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) await this.#writer.write(encoder.encode(this.#waiting.splice(0).join("")));
    this.#writing = false;
  }

  #encode(reports: readonly Report[]): string {
    try {
      return `${JSON.stringify(reports)}\n`;
    } catch {
      // One of them is no plain data: the others still go.
      return reports.map((report) => this.#encodeOne(report)).join("");
    }
  }

  #encodeOne(report: Report): string {
    try {
      return `${JSON.stringify([report])}\n`;
    } catch (error) {
      this.unsendable(report, error);
      return "";
    }
  }
}

function print(level: Level, values: readonly unknown[]): void {
  const text = values.map((value) => typeof value === "string" ? value : Deno.inspect(value)).join(" ");
  if (core === undefined) printed.push([level, text]);
  else core.log(level, "process", text);
}
