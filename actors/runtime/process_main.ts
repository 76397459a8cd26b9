/**
 * The inside of a process host: frames as lines of JSON over standard input and output.
 *
 * The standard output belongs to the link, so what the actor's code prints becomes log lines.
 */
import type { Order, Report } from "./frames.ts";
import { HostCore } from "./host_core.ts";
import type { Level } from "./isolate.ts";
import { LineWriter } from "./line_writer.ts";
import { readLines } from "./lines.ts";
import { actorOf, readDeclaration } from "./loader.ts";

// Ctrl-C in a terminal, and a service manager's stop, reach the whole group of processes. Who ends a host, and in which
// order, is its parent's to say; without the parent its standard input ends.
for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, () => {});

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
  const output = new LineWriter<Report>((report, error) => core?.unsendable(report, error));
  output.open(new WritableStream({ write: writeNow }));
  core = new HostCore((reports) => output.write(reports), () => Promise.resolve(definition));
  for (const [level, text] of printed.splice(0)) core.log(level, "process", text);
  setInterval(() => core?.report(["beat"]), beatMs);
  void readLines(Deno.stdin.readable, (line) => core?.receive(JSON.parse(line) as readonly Order[]))
    .finally(() => Deno.exit(0));
}

/** Written at once: the way over a thread that writes beside takes longer. While nobody reads, this process waits. */
function writeNow(bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += Deno.stdout.writeSync(bytes.subarray(written));
}

function print(level: Level, values: readonly unknown[]): void {
  const text = values.map((value) => typeof value === "string" ? value : Deno.inspect(value)).join(" ");
  if (core === undefined) printed.push([level, text]);
  else core.log(level, "process", text);
}
