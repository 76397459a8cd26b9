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

/** This worker's end of the line; its own type is not in the browser's library, which the project compiles against. */
const line = globalThis as unknown as {
  onmessage: (event: MessageEvent<ToEngine>) => void;
  postMessage(message: FromEngine, transfer?: Transferable[]): void;
};

/** What came before the engine was ready waits here. */
let opened: Promise<Served | undefined> | undefined;

line.onmessage = async ({ data: message }) => {
  if (message.kind === "start") opened = open(message);
  else await (await opened)?.hear(message);
};

/** A running engine. */
interface Served {
  hear(message: Exclude<ToEngine, StartEngine>): Promise<void>;
}

async function open(start: StartEngine): Promise<Served | undefined> {
  try {
    const engine = start.directory === null ? await openInMemory(start.template) : await openOnDisk(start.directory);
    const served = serve(engine, start.silentTransactionMs);
    line.postMessage({ kind: "ready" });
    return served;
  } catch (error) {
    line.postMessage({ kind: "died", message: describe(error) });
  }
}

function serve(engine: PGlite, silentTransactionMs: number): Served {
  const housekeeper = new Housekeeper(
    (bytes) => void backend.receive(HOUSEKEEPER, bytes),
    (message) => line.postMessage({ kind: "log", level: "warning", message }),
  );
  const backend = new Backend({
    execute: (messages, onReply) => {
      housekeeper.counted(messages.length);
      return engine.execProtocolRawStream(messages, { syncToFs: false, onRawData: onReply });
    },
    deliver: (client, bytes) => {
      if (client === HOUSEKEEPER) housekeeper.answered(bytes);
      else line.postMessage({ kind: "data", client, bytes }, [bytes.buffer]);
    },
    refuse: (client, message) => line.postMessage({ kind: "refused", client, message }),
    died: (error) => line.postMessage({ kind: "died", message: describe(error) }),
    now: () => performance.now(),
  });
  const tick = setInterval(() => {
    backend.watch(silentTransactionMs);
    if (backend.idle) housekeeper.tidy(performance.now());
  }, Math.min(TICK_MS, silentTransactionMs / 4));
  return {
    hear: async (message) => {
      if (message.kind === "data") await backend.receive(message.client, message.bytes);
      else if (message.kind === "leave") await backend.leave(message.client);
      else if (message.kind === "dump") await dump(engine);
      else {
        clearInterval(tick);
        await close(engine);
        line.postMessage({ kind: "closed" });
      }
    },
  };
}

async function dump(engine: PGlite): Promise<void> {
  await engine.exec("checkpoint");
  const bytes = new Uint8Array(await (await engine.dumpDataDir("none")).arrayBuffer());
  line.postMessage({ kind: "dumped", bytes }, [bytes.buffer]);
}

/** Closes with everything checkpointed, so that the next start has nothing to replay. */
async function close(engine: PGlite): Promise<void> {
  await engine.exec("rollback; checkpoint");
  await engine.close();
}

/** Also of what is thrown by WebAssembly, which is no Error. */
function describe(error: unknown): string {
  return error instanceof Error ? error.message : String((error as { message?: unknown })?.message ?? error);
}
