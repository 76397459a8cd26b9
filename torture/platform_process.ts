/** The real platform as a process, which may be killed at any moment and is started again on what it left. */
import { join } from "node:path";
import { send } from "./client.ts";
import type { Down } from "./journal.ts";
import { type Process, processesBelow } from "./left_behind.ts";
import { until } from "./waiting.ts";

const ROOT = join(import.meta.dirname!, "..");
const STARTS_MS = 300_000;
const ENDS_MS = 15_000;
/** What it says when it has no time to end in order, on a machine that is busy: then it leaves as a crash would. */
const CUT_OFF = "Cannot end in";
/** How much of the log's end is told of a platform that did not come up. */
const TOLD = 2_000;

/** How it is started. */
export interface PlatformOptions {
  /** Where it keeps everything, its log among it. */
  readonly dataDir: string;
  /** Its configuration, beyond that. */
  readonly env: Readonly<Record<string, string>>;
}

/** The platform. */
export class PlatformProcess implements AsyncDisposable {
  readonly url: string;
  /** When it did not run: from its end until it answered again, ms of this machine. */
  readonly downs: Down[] = [];
  readonly logPath: string;
  readonly #env: Record<string, string>;
  #child: Deno.ChildProcess | null = null;
  #log: Promise<unknown> = Promise.resolve();
  #downSinceMs: number | null = Date.now();
  #wasUp = false;
  /** Its end was our doing. */
  #isWanted = false;

  constructor({ dataDir, env }: PlatformOptions) {
    const port = freePort();
    this.url = `http://127.0.0.1:${port}`;
    this.logPath = join(dataDir, "platform.log");
    this.#env = { ...inherited(), ...env, DATA_DIR: dataDir, PORT: port };
  }

  /** Runs a task of the project beside it, such as `user.ts`; answers with what it prints. */
  async runTask(file: string, args: readonly string[]): Promise<string> {
    const command = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", join(ROOT, file), ...args],
      env: this.#env,
      clearEnv: true,
    });
    const { success, stdout, stderr } = await command.output();
    if (!success) throw new Error(`${file} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout);
  }

  /** Whether the process runs; it may still be starting. */
  get runs(): boolean {
    return this.#child !== null;
  }

  /** The processes that it has started itself. */
  async processes(): Promise<Process[]> {
    return this.#child === null ? [] : await processesBelow(this.#child.pid);
  }

  /** Whether it has answered since it was started last. */
  get answers(): boolean {
    return this.runs && this.#downSinceMs === null;
  }

  /** Starts it, and does not wait. */
  start(): void {
    this.#isWanted = false;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", join(ROOT, "main.ts")],
      env: this.#env,
      clearEnv: true,
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#child = child;
    this.#log = Promise.all([this.#keep(child.stdout), this.#keep(child.stderr)]);
    void child.status.then(() => {
      if (this.#child === child) this.#child = null;
    });
  }

  /** Waits until it answers, and its market feed is connected. @throws {Error} when it ends instead, or takes too long. */
  async ready(limitMs: number = STARTS_MS): Promise<void> {
    await until(`the platform answers at ${this.url}`, limitMs, async () => {
      if (this.#child === null) throw new Error(`The platform ended by itself: ${await this.tail()}`);
      const answer = await send(`${this.url}/healthz`, "GET", { timeoutMs: 5_000 });
      if (answer !== null) this.#isUp();
      return answer?.status === 200;
    });
  }

  /** SIGKILL, at once; the process may be gone already. */
  killNow(): void {
    if (this.#child === null) return;
    this.#isWanted = true;
    this.#isDown();
    this.#child.kill("SIGKILL");
  }

  /** Waits until the process that was killed is gone. @throws {Error} when it ended by itself. */
  async gone(): Promise<void> {
    await until("the killed platform is gone", ENDS_MS, () => this.#child === null);
    await this.#log;
    if (!this.#isWanted) throw new Error(`The platform ended by itself: ${await this.tail()}`);
  }

  /** Ends it, in order where there is time. @throws {Error} when it does not end well. */
  async end(): Promise<void> {
    const child = this.#child;
    if (child === null) throw new Error("Cannot end the platform: it does not run");
    this.#isWanted = true;
    this.#isDown();
    child.kill("SIGTERM");
    const { code } = await child.status;
    await this.gone();
    if (code === 0 || (await this.tail()).includes(CUT_OFF)) return;
    throw new Error(`The platform ended with ${code}, expected 0: ${await this.tail()}`);
  }

  /** The end of its log. */
  async tail(): Promise<string> {
    if (this.#child === null) await this.#log;
    return (await Deno.readTextFile(this.logPath)).slice(-TOLD);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.killNow();
    await until("the platform is gone", ENDS_MS, () => this.#child === null);
    await this.#log;
  }

  #isDown(): void {
    this.#downSinceMs ??= Date.now();
  }

  #isUp(): void {
    if (this.#downSinceMs === null) return;
    if (this.#wasUp) this.downs.push({ fromMs: this.#downSinceMs, toMs: Date.now() });
    this.#wasUp = true;
    this.#downSinceMs = null;
  }

  async #keep(stream: ReadableStream<Uint8Array>): Promise<void> {
    using file = await Deno.open(this.logPath, { append: true, create: true });
    for await (const chunk of stream) await file.write(chunk);
  }
}

/** What a process needs of this one's environment; nothing of the platform's own. */
function inherited(): Record<string, string> {
  const names = ["PATH", "HOME", "DENO_DIR", "TMPDIR", "XDG_CACHE_HOME"];
  return Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}

function freePort(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return String(listener.addr.port);
}
