/** The command line of a contained process. */
import type { Program } from "./bundle.ts";
import { dataBytes, type Limits } from "./limits.ts";
import { programFile } from "./program.ts";

/** Variables that Deno itself goes by. */
const INHERITED = ["PATH", "HOME", "DENO_DIR", "XDG_CACHE_HOME", "TMPDIR", "LANG"];
const PRLIMIT = "/usr/bin/prlimit";
const NICE = "/usr/bin/nice";
const SETPRIV = "/usr/bin/setpriv";

/** What else a contained process is given. */
export interface Given {
  /** What it finds in `Deno.args`. */
  readonly args?: readonly string[];
  /** Names of further variables that it inherits. */
  readonly inherits?: readonly string[];
}

/**
 * The command that starts a program as one file without imports, permissions, packages or a network, below its limits,
 * with its three standard streams piped.
 * @throws {Error} when the program cannot be bundled.
 */
export async function sandboxCommand(program: Program, limits: Limits, given: Given = {}): Promise<Deno.Command> {
  const args = [
    "run",
    "--quiet",
    "--no-prompt",
    "--no-config",
    "--no-lock",
    "--no-npm",
    "--no-remote",
    "--cached-only",
    "--no-check",
    `--v8-flags=--max-old-space-size=${limits.heapMiB}`,
    await programFile(program),
    ...given.args ?? [],
  ];
  const [first, ...before] = [...await launcher(limits), Deno.execPath()];
  const env = { ...inherited([...INHERITED, ...given.inherits ?? []]), NO_COLOR: "1" };
  const piped = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
  return new Deno.Command(first!, { args: [...before, ...args], clearEnv: true, env, ...piped });
}

/** Starts a program contained; see {@linkcode sandboxCommand}. */
export async function spawnSandboxed(program: Program, limits: Limits, given: Given = {}): Promise<Deno.ChildProcess> {
  return (await sandboxCommand(program, limits, given)).spawn();
}

/**
 * What stands before Deno. `prlimit` caps its memory in the kernel, `nice` lets the platform go first; with `setpriv` the
 * kernel ends it when this process is gone, even in the middle of a loop, and it can never gain a privilege. They come with
 * Linux; where they are not, only the looks at its memory remain.
 */
async function launcher(limits: Limits): Promise<string[]> {
  const caps = await isProgram(PRLIMIT) ? [PRLIMIT, `--data=${dataBytes(limits)}`, "--core=0", "--"] : [];
  const ends = await isProgram(SETPRIV) ? [SETPRIV, "--pdeathsig", "KILL", "--no-new-privs", "--"] : [];
  const back = await isProgram(NICE) ? [NICE, "-n", String(limits.nice)] : [];
  return [...caps, ...back, ...ends];
}

function inherited(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}

const programs = new Map<string, Promise<boolean>>();

/** Looked up once. */
function isProgram(path: string): Promise<boolean> {
  const known = programs.get(path) ?? look(path);
  programs.set(path, known);
  return known;
}

async function look(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
