/** The open event streams of this process: bounded, and closed together when the server ends. */

/** Bytes that may wait for one browser before it is cut off; it connects again and is given what it missed. */
export const STREAM_BOUND_BYTES = 256 * 1024;

/** One open stream. */
export class EventStream {
  readonly id: string;
  readonly readable: ReadableStream<Uint8Array>;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #onClosed: (() => void)[] = [];

  constructor(id: string, boundBytes: number) {
    this.id = id;
    this.readable = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => this.#ended(),
    }, { highWaterMark: boundBytes, size: (chunk) => chunk?.byteLength ?? 0 });
  }

  /** Whether it can still be written to. */
  get isOpen(): boolean {
    return this.#controller !== undefined;
  }

  /** Writes; false when the stream is closed, or when too much waits already: then it is cut off. */
  write(bytes: Uint8Array): boolean {
    if (this.#controller === undefined) return false;
    if ((this.#controller.desiredSize ?? 0) <= 0) {
      this.#controller.error(new Error(`Stream ${this.id} is cut off: its browser does not read`));
      this.#ended();
      return false;
    }
    this.#controller.enqueue(bytes);
    return true;
  }

  /** Ends it in order. */
  close(): void {
    this.#controller?.close();
    this.#ended();
  }

  /** Calls back once, when the stream has ended for whatever reason. */
  onClosed(listener: () => void): void {
    if (this.isOpen) this.#onClosed.push(listener);
    else listener();
  }

  #ended(): void {
    if (this.#controller === undefined) return;
    this.#controller = undefined;
    for (const listener of this.#onClosed) listener();
    this.#onClosed = [];
  }
}

/** Opens streams, hands each to the session that writes it, and closes them all at the end. */
export class StreamDesk {
  readonly #streams = new Map<string, EventStream>();
  #opened = 0;
  #closed = false;
  readonly #boundBytes: number;

  constructor(boundBytes: number = STREAM_BOUND_BYTES) {
    this.#boundBytes = boundBytes;
  }

  /** How many are open. */
  get size(): number {
    return this.#streams.size;
  }

  /** Opens a stream. @throws {Error} after {@linkcode StreamDesk.closeAll}. */
  open(): EventStream {
    if (this.#closed) throw new Error("Cannot open a stream: the server is ending");
    const stream = new EventStream(`s${++this.#opened}`, this.#boundBytes);
    this.#streams.set(stream.id, stream);
    stream.onClosed(() => this.#streams.delete(stream.id));
    return stream;
  }

  /** The open stream of this id; undefined when it has ended. */
  find(id: string): EventStream | undefined {
    return this.#streams.get(id);
  }

  /** Closes every stream; no more are opened until {@linkcode StreamDesk.reopen}. */
  closeAll(): void {
    this.#closed = true;
    for (const stream of this.#streams.values()) stream.close();
  }

  /** Streams may be opened again: the server has been started anew. */
  reopen(): void {
    this.#closed = false;
  }
}
