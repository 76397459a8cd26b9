/** The command line of a process host: what it may do, and how it loads its actor although it may read nothing. */
import { sandboxCommand } from "../../sandbox/command.ts";
import type { ChildSpec, Place } from "./types.ts";

/** A place that is a process. */
export type ProcessPlace = Extract<Place, { process: string }>;

const defaultHeapMiB = 128;
/** What a process needs besides its heap before it is taken for one that eats memory: code, stacks, buffers. */
const besidesHeapMiB = 192;
/** How far processes stand back for this one, which has to hear them all. */
const standsBack = 5;
const inherited = ["PATH", "HOME", "DENO_DIR", "XDG_CACHE_HOME", "TMPDIR", "NO_COLOR", "LANG"];
/** What Deno's OpenTelemetry goes by; headers are left out, since they may hold a secret. */
const telemetry = [
  "OTEL_DENO",
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "OTEL_EXPORTER_OTLP_PROTOCOL",
  "OTEL_SERVICE_NAME",
  "OTEL_RESOURCE_ATTRIBUTES",
  "OTEL_BSP_SCHEDULE_DELAY",
  "OTEL_METRIC_EXPORT_INTERVAL",
];

/** The process place of a spec. @throws when it has another. */
export function processPlace({ id, place }: ChildSpec): ProcessPlace {
  if (typeof place === "object" && "process" in place) return place;
  throw new TypeError(`${id} is not placed in a process`);
}

/** Bytes of resident memory above which the process is ended as `oom`. */
export function memoryLimit(place: ProcessPlace): number {
  return (heapMiB(place) + besidesHeapMiB) * 1_048_576;
}

/**
 * The command for `actor` (a module's address).
 *
 * Deno lets a program load what its root module imports statically, whatever its permissions; so the root is made here, as
 * text, and imports the host and the actor. Nothing else can be read.
 */
export async function childCommand(place: ProcessPlace, actor: string, beatMs: number): Promise<Deno.Command> {
  if (place.bundled) return await bundledCommand(place, actor, beatMs);
  const args = [
    "run",
    "--quiet",
    "--no-prompt",
    "--no-remote",
    "--cached-only",
    "--no-check",
    `--v8-flags=--max-old-space-size=${heapMiB(place)}`,
    ...await projectFlags(actor),
    ...permissionFlags(place.permissions ?? "none"),
    asAddress(rootModule(actor, String(beatMs))),
  ];
  const env = Object.fromEntries([...inherited, ...telemetry].flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
  const [program, ...before] = await launcher();
  return new Deno.Command(program ?? Deno.execPath(), {
    args: [...before, ...args],
    clearEnv: true,
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
}

/** @throws {TypeError} when it may do anything: what is contained may do nothing. */
async function bundledCommand(place: ProcessPlace, actor: string, beatMs: number): Promise<Deno.Command> {
  const { permissions = "none" } = place;
  if (permissions !== "none") {
    throw new TypeError(`The bundled process ${place.process} has permissions; expected none`);
  }
  const limits = { heapMiB: heapMiB(place), memoryMiB: heapMiB(place) + besidesHeapMiB, nice: standsBack };
  const given = { args: [String(beatMs)], inherits: telemetry };
  return await sandboxCommand(bundledProgram(actor), limits, given);
}

/** The program of a bundled process. It is told the time between two beats by its first argument. */
export function bundledProgram(actor: string): string {
  return rootModule(actor, "Number(Deno.args[0])");
}

/** The text that starts the host; `beatMs` is an expression. */
function rootModule(actor: string, beatMs: string): string {
  const host = JSON.stringify(new URL("./process_main.ts", import.meta.url).href);
  const module = JSON.stringify(actor);
  return `import { runHost } from ${host}; import actor from ${module}; runHost(actor, ${module}, ${beatMs});`;
}

function asAddress(source: string): string {
  return `data:application/javascript;base64,${btoa(unescape(encodeURIComponent(source)))}`;
}

function heapMiB({ maxHeap }: ProcessPlace): number {
  return maxHeap === undefined ? defaultHeapMiB : Number.parseInt(maxHeap);
}

/** `{ net: ["a:1"], env: true }` as `--allow-net=a:1 --allow-env`. */
function permissionFlags(permissions: NonNullable<ProcessPlace["permissions"]>): string[] {
  if (permissions === "none") return [];
  return Object.entries(permissions).flatMap(([name, value]: [string, unknown]) => {
    if (value === true) return [`--allow-${name}`];
    return Array.isArray(value) && value.length > 0 ? [`--allow-${name}=${value.map(String).join(",")}`] : [];
  });
}

const flagsOf = new Map<string, Promise<string[]>>();

/** The import map of the actor's project; the packages as they lie there. */
function projectFlags(actor: string): Promise<string[]> {
  const start = actor.startsWith("file:") ? actor : import.meta.url;
  const known = flagsOf.get(start) ?? findProject(start);
  flagsOf.set(start, known);
  return known;
}

async function findProject(module: string): Promise<string[]> {
  for (let folder = new URL(".", module);; folder = new URL("..", folder)) {
    const config = new URL("deno.json", folder);
    if (await exists(config)) {
      const installed = await exists(new URL("node_modules", folder));
      return [
        "--config",
        decodeURIComponent(config.pathname),
        "--no-lock",
        ...installed ? ["--node-modules-dir=manual"] : [],
      ];
    }
    if (folder.pathname === "/") return ["--no-config"];
  }
}

let launcherFound: Promise<string[]> | undefined;

/**
 * Where there is `setpriv`, the kernel ends the process when this one is gone, even in the middle of a loop; where there is
 * `nice`, it stands back for this one.
 */
function launcher(): Promise<string[]> {
  return launcherFound ??= (async () => {
    const [setpriv, nice] = ["/usr/bin/setpriv", "/usr/bin/nice"];
    return [
      ...await exists(new URL(`file://${setpriv}`)) ? [setpriv, "--pdeathsig", "KILL"] : [],
      ...await exists(new URL(`file://${nice}`)) ? [nice, "-n", String(standsBack)] : [],
      Deno.execPath(),
    ];
  })();
}

async function exists(file: URL): Promise<boolean> {
  try {
    await Deno.stat(file);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
