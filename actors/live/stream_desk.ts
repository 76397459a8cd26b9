/** The open event streams of this process: bounded, and closed together when the server ends. */

/** Bytes that may wait for one browser before it is cut off; it connects again and is given what it missed. */
export const STREAM_BOUND_BYTES = 256 * 1024;

/** One open stream. What its browser has not yet asked for waits here, bounded, and goes out together. */
export class EventStream {
  readonly id: string;
  /** Whom it was opened for. */
  readonly owner: string;
  readonly readable: ReadableStream<Uint8Array>;
  readonly #boundBytes: number;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  /** Set while the browser waits for the next bytes. */
  #wake: (() => void) | undefined;
  #onClosed: (() => void)[] = [];

  constructor(id: string, owner: string, boundBytes: number) {
    this.id = id;
    this.owner = owner;
    this.#boundBytes = boundBytes;
    this.readable = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      pull: (controller) => this.#pull(controller),
      cancel: () => this.#ended(),
    }, { highWaterMark: 0 });
  }

  /** Whether it can still be written to. */
  get isOpen(): boolean {
    return this.#controller !== undefined;
  }

  /** Writes; false when the stream is closed, or when too much waits already: then it is cut off and what waits is dropped. */
  write(bytes: Uint8Array): boolean {
    if (this.#controller === undefined) return false;
    if (this.#wake !== undefined) {
      const wake = this.#wake;
      this.#wake = undefined;
      // Where the browser has just gone, this ends the stream before it returns.
      this.#controller.enqueue(bytes);
      wake();
      return true;
    }
    if (this.#waitingBytes >= this.#boundBytes) {
      this.#forget();
      this.close();
      return false;
    }
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.byteLength;
    return true;
  }

  /** Ends it in order, after what waits. */
  close(): void {
    if (this.#waiting.length > 0) this.#controller?.enqueue(this.#takeWaiting());
    if (this.#controller === undefined) return;
    this.#controller.close();
    this.#wake?.();
    this.#ended();
  }

  /** Calls back once, when the stream has ended for whatever reason. */
  onClosed(listener: () => void): void {
    if (this.isOpen) this.#onClosed.push(listener);
    else listener();
  }

  #pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> | void {
    if (this.#waiting.length > 0) return controller.enqueue(this.#takeWaiting());
    return new Promise((resolve) => this.#wake = resolve);
  }

  /** All that waits, as one piece: a browser that is behind catches up in one write. */
  #takeWaiting(): Uint8Array {
    const [first, ...more] = this.#waiting;
    const whole = first !== undefined && more.length === 0 ? first : concat(this.#waiting, this.#waitingBytes);
    this.#forget();
    return whole;
  }

  #forget(): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  #ended(): void {
    if (this.#controller === undefined) return;
    this.#controller = undefined;
    this.#wake = undefined;
    this.#forget();
    for (const listener of this.#onClosed) listener();
    this.#onClosed = [];
  }
}

function concat(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
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

  /** Opens a stream for an owner, such as a browser. @throws {Error} after {@linkcode StreamDesk.closeAll}. */
  open(owner = ""): EventStream {
    if (this.#closed) throw new Error("Cannot open a stream: the server is ending");
    const stream = new EventStream(`s${++this.#opened}`, owner, this.#boundBytes);
    this.#streams.set(stream.id, stream);
    stream.onClosed(() => this.#streams.delete(stream.id));
    return stream;
  }

  /** The open stream of this id; undefined when it has ended. */
  find(id: string): EventStream | undefined {
    return this.#streams.get(id);
  }

  /** Closes every stream of an owner. */
  closeOf(owner: string): void {
    for (const stream of this.#streams.values()) if (stream.owner === owner) stream.close();
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
