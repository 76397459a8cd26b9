/**
 * The worker in which the embedded engine lives: PGlite is synchronous and would block the thread of everybody else.
 *
 * It feeds the clients' bytes through the {@linkcode Backend}, and does what a server would do by itself: checkpoints and
 * vacuums. Whatever breaks the engine is told as `died`; the worker is of no use after that.
 */
import type { PGlite } from "@electric-sql/pglite";
import { Backend } from "./backend.ts";
import { openInMemory, openOnDisk } from "./cluster.ts";
import { HOUSEKEEPER, Housekeeper } from "./housekeeper.ts";
import type { FromEngine, StartEngine, ToEngine } from "./messages.ts";

const TICK_MS = 1_000;

addEventListener("message", (event: MessageEvent<StartEngine>) => void run(event.data), { once: true });

async function run(start: StartEngine): Promise<void> {
  const tell = (message: FromEngine, transfer: Transferable[] = []) => start.port.postMessage(message, transfer);
  try {
    const engine = start.directory === null ? await openInMemory(start.template) : await openOnDisk(start.directory);
    serve(engine, start.port, tell);
    tell({ kind: "ready" });
  } catch (error) {
    tell({ kind: "died", message: describe(error) });
  }
}

function serve(
  engine: PGlite,
  port: MessagePort,
  tell: (message: FromEngine, transfer?: Transferable[]) => void,
): void {
  const housekeeper = new Housekeeper((bytes) => void backend.receive(HOUSEKEEPER, bytes), (message) => {
    tell({ kind: "log", level: "warning", message });
  });
  const backend = new Backend({
    execute: (messages, onReply) => {
      housekeeper.counted(messages.length);
      return engine.execProtocolRawStream(messages, { syncToFs: false, onRawData: onReply });
    },
    deliver: (client, bytes) => {
      if (client === HOUSEKEEPER) housekeeper.answered(bytes);
      else tell({ kind: "data", client, bytes }, [bytes.buffer]);
    },
    refuse: (client, message) => tell({ kind: "refused", client, message }),
    died: (error) => tell({ kind: "died", message: describe(error) }),
    now: () => performance.now(),
  });
  const tick = setInterval(() => {
    backend.watch();
    if (backend.idle) housekeeper.tidy(performance.now());
  }, TICK_MS);
  port.onmessage = async ({ data: message }: MessageEvent<ToEngine>) => {
    if (message.kind === "data") await backend.receive(message.client, message.bytes);
    else if (message.kind === "leave") await backend.leave(message.client);
    else if (message.kind === "dump") await dump(engine, tell);
    else {
      clearInterval(tick);
      await close(engine);
      tell({ kind: "closed" });
    }
  };
}

async function dump(engine: PGlite, tell: (message: FromEngine, transfer?: Transferable[]) => void): Promise<void> {
  await engine.exec("checkpoint");
  const bytes = new Uint8Array(await (await engine.dumpDataDir("none")).arrayBuffer());
  tell({ kind: "dumped", bytes }, [bytes.buffer]);
}

/** Closes with everything checkpointed, so that the next start has nothing to replay. */
async function close(engine: PGlite): Promise<void> {
  await engine.exec("rollback; checkpoint");
  await engine.close();
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String((error as { message?: unknown })?.message ?? error);
}
