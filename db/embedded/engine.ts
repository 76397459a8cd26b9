/**
 * The embedded PostgreSQL, as its users see it: a maker of sockets for postgres.js.
 *
 * The engine runs in a worker of its own. When that dies, what was under way fails with a clear error, and the next socket
 * starts another worker on the same files (in memory there is nothing to start again).
 */
import type { Duplex } from "node:stream";
import type { DatabaseLog } from "../db.ts";
import { type DataLock, lockData } from "./data_lock.ts";
import type { FromEngine, ToEngine } from "./messages.ts";
import { EngineSocket } from "./socket.ts";

/** How long closing may take before the worker is ended without it. */
const CLOSE_MS = 10_000;

/** How long a transaction may say nothing while others wait for it, before one of them is refused. */
const SILENT_TRANSACTION_MS = 10_000;

/** Where the database lives. */
export interface EngineOptions {
  /** Directory on disk (its parent must exist); null = in memory. */
  readonly directory: string | null;
  /** A dumped database to start from; in memory only. */
  readonly template?: Uint8Array;
  /** How long a transaction may say nothing while others wait for it, in ms; default 10 s. */
  readonly silentTransactionMs?: number;
  readonly log: DatabaseLog;
}

/** One worker and its clients. */
interface Run {
  readonly worker: Worker;
  readonly sockets: Map<number, EngineSocket>;
  /** Resolves with the reason where it could not start. */
  readonly ready: PromiseWithResolvers<Error | undefined>;
  readonly closed: PromiseWithResolvers<void>;
  dumped: PromiseWithResolvers<Uint8Array> | undefined;
  state: "starting" | "alive" | "dead";
}

/** The embedded engine. */
export class Engine {
  readonly #options: EngineOptions;
  #lock: DataLock | undefined;
  #run: Run | undefined;
  #clients = 0;
  #ended = false;

  private constructor(options: EngineOptions) {
    this.#options = options;
  }

  /**
   * Starts it; resolves when it takes statements.
   * @throws {Error} when another process uses the directory, or its files cannot be opened.
   */
  static async start(options: EngineOptions): Promise<Engine> {
    const engine = new Engine(options);
    if (options.directory !== null) engine.#lock = await lockData(`${options.directory}.lock`);
    const failure = await engine.#launch().ready.promise;
    if (!failure) return engine;
    await engine.close();
    throw failure;
  }

  /** A new client. Never throws: a socket that cannot be served fails, as a network socket would. */
  connect(): Duplex {
    const client = ++this.#clients;
    const run = this.#usableRun();
    const socket = new EngineSocket({
      send: (bytes) => run && tell(run, { kind: "data", client, bytes }, [bytes.buffer]),
      left: () => run && this.#left(run, client),
    });
    if (run) run.sockets.set(client, socket);
    else setTimeout(() => socket.destroy(this.#whyNot())); // later: its user listens for errors only once it has it
    return socket;
  }

  /** The whole database as bytes, to start others from. Nobody may be using it. */
  async dump(): Promise<Uint8Array> {
    const run = this.#usableRun();
    if (!run) throw new Error("Cannot dump the database: it is closed");
    run.dumped = Promise.withResolvers();
    tell(run, { kind: "dump" });
    return await run.dumped.promise;
  }

  /** Closes it with everything on the disk, and gives the directory free. Closing twice is closing once. */
  async close(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    const run = this.#run;
    if (run && run.state !== "dead") {
      tell(run, { kind: "close" });
      const limit = Promise.withResolvers<void>();
      const timer = setTimeout(() => {
        this.#options.log("warning", `The database did not close within ${CLOSE_MS} ms; it is ended without`);
        limit.resolve();
      }, CLOSE_MS);
      await Promise.race([run.closed.promise, limit.promise]);
      clearTimeout(timer);
    }
    if (run) this.#end(run, "The database is closed");
    this.#lock?.release();
  }

  #whyNot(): Error {
    return new Error(
      this.#ended ? "The database is closed" : "The embedded database has stopped, and was in memory only",
    );
  }

  #usableRun(): Run | undefined {
    if (this.#ended) return undefined;
    if (this.#run && this.#run.state !== "dead") return this.#run;
    return this.#options.directory === null ? undefined : this.#launch();
  }

  #launch(): Run {
    const worker = new Worker(import.meta.resolve("./worker.ts"), { type: "module", name: "database" });
    const run: Run = {
      worker,
      sockets: new Map(),
      ready: Promise.withResolvers(),
      closed: Promise.withResolvers(),
      dumped: undefined,
      state: "starting",
    };
    worker.onmessage = ({ data }: MessageEvent<FromEngine>) => this.#hear(run, data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#died(run, event.message);
    };
    tell(run, {
      kind: "start",
      directory: this.#options.directory,
      template: this.#options.template ?? null,
      silentTransactionMs: this.#options.silentTransactionMs ?? SILENT_TRANSACTION_MS,
    });
    this.#run = run;
    return run;
  }

  #hear(run: Run, message: FromEngine): void {
    if (message.kind === "data") run.sockets.get(message.client)?.answer(message.bytes);
    else if (message.kind === "refused") this.#refuse(run, message.client, message.message);
    else if (message.kind === "log") this.#options.log(message.level, message.message);
    else if (message.kind === "ready") this.#ready(run);
    else if (message.kind === "dumped") run.dumped?.resolve(message.bytes);
    else if (message.kind === "closed") run.closed.resolve();
    else this.#died(run, message.message);
  }

  #ready(run: Run): void {
    run.state = "alive";
    run.ready.resolve(undefined);
  }

  #refuse(run: Run, client: number, message: string): void {
    this.#options.log("error", message);
    run.sockets.get(client)?.destroy(new Error(message));
  }

  #left(run: Run, client: number): void {
    run.sockets.delete(client);
    if (run.state !== "dead") tell(run, { kind: "leave", client });
  }

  #died(run: Run, message: string): void {
    if (run.state === "dead") return;
    const text = `The embedded database ${run.state === "alive" ? "has stopped" : "cannot start"}: ${message}`;
    if (run.state === "alive") this.#options.log("error", text);
    run.ready.resolve(new Error(text));
    run.dumped?.reject(new Error(text));
    run.closed.resolve();
    this.#end(run, text);
  }

  #end(run: Run, message: string): void {
    run.state = "dead";
    run.worker.terminate();
    for (const socket of run.sockets.values()) socket.destroy(new Error(message));
  }
}

function tell(run: Run, message: ToEngine, transfer: Transferable[] = []): void {
  run.worker.postMessage(message, transfer);
}
