/** The demo exchange in a process of its own, as `deno task demo-exchange` starts it. */

/** A demo exchange that runs. */
export interface ExchangeProcess extends AsyncDisposable {
  readonly port: number;
}

const MAIN = new URL("../../exchanges/demo/main.ts", import.meta.url).pathname;
const ADDRESS = /REST +http:\/\/127\.0\.0\.1:(\d+)\//;

/** Starts it. @throws {Error} with what it printed, when it does not say where it listens. */
export async function startedExchange(speed: number): Promise<ExchangeProcess> {
  const args = ["run", "-A", MAIN, "--speed", String(speed)];
  const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "inherit" }).spawn();
  const port = await portSaidIn(child.stdout);
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
    },
  };
}

async function portSaidIn(stdout: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<number> {
  const [mine, rest] = stdout.tee();
  void rest.pipeTo(new WritableStream()); // lest it waits for somebody to read what it prints
  let said = "";
  for await (const piece of mine.pipeThrough(new TextDecoderStream())) {
    said += piece;
    const port = ADDRESS.exec(said)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`The demo exchange does not start: ${said}`);
}
