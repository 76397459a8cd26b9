/**
 * Shares the one backend of the embedded engine among many clients, as a server's backends would be.
 *
 * A client owns the backend from its first message until the engine is ready again outside a transaction, so that
 * transactions and groups of messages never interleave; the others wait in the order they came. Pure but for the engine
 * it is given.
 */
import { type Client, newClient, rememberStatement } from "./client.ts";
import { closeStatementFrame, concat, type Frame, frame, queryFrame, ReplyScanner, STARTUP, textAt } from "./frames.ts";
import { ReplyBuffer, withoutFirst } from "./reply_buffer.ts";

/** What the backend needs of the world. */
export interface BackendPort {
  /** Runs whole messages; must not return before every answer was given to `onReply`. A throw means the engine is gone. */
  execute(messages: Uint8Array, onReply: (piece: Uint8Array) => void): Promise<void>;
  /** Answers a client. `bytes` is the receiver's own. */
  deliver(client: number, bytes: Uint8Array<ArrayBuffer>): void;
  /** Ends a client with an error; it has left then. */
  refuse(client: number, message: string): void;
  /** The engine is gone. */
  died(error: unknown): void;
  /** Milliseconds on a clock that never goes back. */
  now(): number;
}

const COPY_IN = /^\s*copy\s[^;]*\sfrom\s+stdin\b/i;
const COPY_IN_RESPONSE = frame("G", new Uint8Array([0, 0, 0])).bytes;
const COPY_DONE = "c";
const COPY_FAIL = "f";
const TERMINATE = "X";

/** The backend and who owns it. */
export class Backend {
  readonly #port: BackendPort;
  readonly #clients = new Map<number, Client>();
  #waiting: Client[] = [];
  #owner: Client | undefined;
  #running = false;
  #silentSince = 0;
  #watchedAt = 0;
  #status = "I";

  constructor(port: BackendPort) {
    this.#port = port;
  }

  /** Takes bytes from a client (a new one on its first) and runs what has become complete. */
  async receive(id: number, bytes: Uint8Array): Promise<void> {
    const client = this.#clients.get(id) ?? this.#join(id);
    for (const next of client.reader.read(bytes)) {
      if (client.refused) return;
      if (next.type === TERMINATE) return await this.leave(id);
      if (client.copy) this.#collect(client, next);
      else client.queue.push(next);
    }
    await this.#run(client);
  }

  /** A client has gone: its transaction is rolled back, its prepared statements are forgotten. */
  async leave(id: number): Promise<void> {
    const client = this.#clients.get(id);
    if (!client) return;
    this.#clients.delete(id);
    client.copy = undefined;
    client.queue = [...client.statements].map(closeStatementFrame);
    if (this.#owner === client) client.queue.unshift(queryFrame("rollback"));
    if (client.queue.length > 0) client.queue.push(frame("S", new Uint8Array(0)));
    await this.#run(client);
  }

  /** Whether nobody owns the backend and nobody waits for it. */
  get idle(): boolean {
    return !this.#running && !this.#owner && this.#waiting.length === 0;
  }

  /**
   * To be called several times per `limitMs`: refuses one client that waits for a transaction which has been silent for
   * that long. That is what using the outer `sql` inside `sql.begin` looks like, and would otherwise wait for ever.
   */
  watch(limitMs: number): void {
    const now = this.#port.now();
    if (now - this.#watchedAt > limitMs) this.#silentSince = now; // the machine slept, not the transaction
    this.#watchedAt = now;
    if (this.#running || !this.#owner || this.#waiting.length === 0) return;
    const suspect = this.#waiting.find((client) => client.waitingSince >= this.#silentSince) ?? this.#waiting[0]!;
    const waitedMs = now - Math.max(suspect.waitingSince, this.#silentSince);
    if (waitedMs < limitMs) return;
    this.#waiting = this.#waiting.filter((client) => client !== suspect);
    suspect.queue = [];
    suspect.refused = true;
    this.#port.refuse(
      suspect.id,
      `Statement refused after waiting ${Math.round(waitedMs)} ms for a transaction that sends nothing: ` +
        "inside sql.begin(async (tx) => …) use only tx, never the outer sql, and wait for nothing else",
    );
  }

  #join(id: number): Client {
    const client = newClient(id);
    this.#clients.set(id, client);
    return client;
  }

  #collect(client: Client, next: Frame): void {
    client.copy!.push(next);
    this.#silentSince = this.#port.now();
    if (next.type !== COPY_DONE && next.type !== COPY_FAIL) return;
    client.queue.push({ type: COPY_DONE, bytes: concat(client.copy!.map((part) => part.bytes)) });
    client.copy = undefined;
  }

  async #run(client: Client): Promise<void> {
    if (client.queue.length > 0 && client !== this.#owner && !this.#waiting.includes(client)) {
      client.waitingSince = this.#port.now();
      this.#waiting.push(client);
    }
    if (this.#running) return;
    this.#running = true;
    try {
      for (let next = this.#next(); next; next = this.#next()) await this.#serve(next);
    } catch (error) {
      this.#port.died(error);
      return; // still running: an engine that is gone must not be asked again
    }
    this.#running = false;
  }

  #next(): Client | undefined {
    if (this.#owner) return this.#owner.queue.length > 0 ? this.#owner : undefined;
    let first = this.#waiting.shift();
    while (first && first.queue.length === 0) first = this.#waiting.shift();
    return first;
  }

  async #serve(client: Client): Promise<void> {
    this.#owner = client;
    const batch = this.#take(client);
    if (!batch) return;
    this.#status = await this.#execute(client, batch);
    const ends = batch.at(-1)!.type;
    const complete = ends === "Q" || ends === "S" || ends === STARTUP || ends === COPY_DONE;
    if (complete && this.#status === "I") this.#release(client);
    else this.#silentSince = this.#port.now();
  }

  /** The owner's messages up to the next COPY FROM STDIN; when that stands first, answers it and starts collecting. */
  #take(client: Client): Frame[] | undefined {
    const copyAt = client.queue.findIndex((next) => next.type === "Q" && COPY_IN.test(textAt(next, 5)));
    if (copyAt !== 0) return client.queue.splice(0, copyAt === -1 ? client.queue.length : copyAt);
    const [start, ...rest] = client.queue;
    client.copy = [start!];
    client.queue = [];
    this.#silentSince = this.#port.now();
    if (this.#status === "I") this.#owner = undefined; // nobody need wait while it sends its rows
    for (const next of rest) this.#collect(client, next);
    this.#port.deliver(client.id, new Uint8Array(COPY_IN_RESPONSE));
    return undefined;
  }

  #release(client: Client): void {
    this.#owner = undefined;
    if (client.queue.length === 0) return;
    client.waitingSince = this.#port.now();
    this.#waiting.push(client);
  }

  async #execute(client: Client, batch: readonly Frame[]): Promise<string> {
    for (const next of batch) rememberStatement(client, next);
    const scanner = new ReplyScanner();
    const reply = new ReplyBuffer((bytes) => this.#port.deliver(client.id, bytes));
    let toDrop = batch[0]!.type === COPY_DONE ? "G" : undefined;
    await this.#port.execute(concat(batch.map((next) => next.bytes)), (piece) => {
      scanner.scan(piece);
      if (toDrop) {
        const kept = withoutFirst(piece, toDrop);
        toDrop = undefined;
        reply.add(kept);
      } else reply.add(piece);
    });
    reply.flush();
    for (const notification of scanner.notifications) this.#notifyOthers(client, notification);
    return scanner.status;
  }

  #notifyOthers(sender: Client, notification: Uint8Array): void {
    for (const id of this.#clients.keys()) {
      if (id !== sender.id) this.#port.deliver(id, new Uint8Array(notification));
    }
  }
}
