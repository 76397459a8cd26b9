/** Starts the clients' process and speaks with it. */
import { TextLineStream } from "./lines.ts";

/** What the clients received since the last tally. */
export interface Tally {
  readonly received: number;
  /** How late events came, from publishing to reading. */
  readonly p99Ms: number;
}

/** Many clients in another process. */
export class Browsers implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;

  private constructor(process: Deno.ChildProcess) {
    this.#process = process;
    this.#lines = process.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream()).getReader();
    this.#input = process.stdin.getWriter();
  }

  /**
   * Connects `count` clients; those that are stalled never read. Each is signed in by the token of its turn, or by none
   * where there are no tokens.
   */
  static async connect(
    port: number,
    kind: "reading" | "stalled",
    count: number,
    tokens: readonly string[] = [],
  ): Promise<Browsers> {
    const script = new URL("./clients.ts", import.meta.url).pathname;
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-net", script, String(port), kind, String(count), ...tokens],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const browsers = new Browsers(process);
    await browsers.#line();
    return browsers;
  }

  /** Waits until `events` were received by all clients together. */
  async received(events: number): Promise<Tally> {
    await this.#input.write(new TextEncoder().encode(`go ${events}\n`));
    return await this.#line() as Tally;
  }

  async #line(): Promise<unknown> {
    const { value, done } = await this.#lines.read();
    if (done) throw new Error("The clients' process ended too early");
    return JSON.parse(value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close();
    this.#process.kill("SIGKILL");
    await this.#lines.cancel();
    await this.#process.status;
  }
}
