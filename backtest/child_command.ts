/** The command line of the child process: what it may not do, and where it stops. */

/** MiB of heap, and of all memory, that a run may take. */
export const HEAP_MIB = 192;
const MEMORY_MIB = 512;
const PAGE_BYTES = 4_096;

/** Variables that Deno itself goes by. */
const INHERITED = ["PATH", "HOME", "DENO_DIR", "XDG_CACHE_HOME", "TMPDIR", "NO_COLOR", "LANG"];
/** With it, the kernel ends the child when this process is gone. */
const SETPRIV = "/usr/bin/setpriv";

/** A single run; see `backtest/child.ts`. */
const ONE_RUN = new URL("./child.ts", import.meta.url);

/** Starts a program of this room without any permission. */
export async function spawnChild(program: URL = ONE_RUN): Promise<Deno.ChildProcess> {
  const args = [
    "run",
    "--quiet",
    "--no-prompt",
    "--no-remote",
    "--cached-only",
    "--no-check",
    "--no-lock",
    "--node-modules-dir=manual",
    `--config=${new URL("../deno.json", import.meta.url).pathname}`,
    `--v8-flags=--max-old-space-size=${HEAP_MIB}`,
    program.href,
  ];
  const [command, before] = await exists(SETPRIV)
    ? [SETPRIV, ["--pdeathsig", "KILL", Deno.execPath()]]
    : [Deno.execPath(), []];
  const env = Object.fromEntries(INHERITED.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
  const piped = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
  return new Deno.Command(command, { args: [...before, ...args], clearEnv: true, env, ...piped }).spawn();
}

/** Whether a process holds more memory than a run may; false where the system does not tell. */
export async function isTooLarge(pid: number): Promise<boolean> {
  try {
    const [, resident] = (await Deno.readTextFile(`/proc/${pid}/statm`)).split(" ");
    return Number(resident) * PAGE_BYTES > MEMORY_MIB * 1_048_576;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false; // it has just ended
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
