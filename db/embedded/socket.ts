/** A client's end of the embedded engine: the stream that postgres.js would otherwise open to a server. */
import { Buffer } from "node:buffer";
import { Duplex } from "node:stream";

/** What the socket needs of the engine. */
export interface EngineLine {
  send(bytes: Uint8Array<ArrayBuffer>): void;
  left(): void;
}

/** Bytes in, bytes out; never answers inside `write`, which postgres.js could not bear. */
export class EngineSocket extends Duplex {
  readonly #line: EngineLine;

  constructor(line: EngineLine) {
    super({ decodeStrings: true });
    this.#line = line;
  }

  /** As of a network socket: postgres.js says goodbye only to an open one. */
  get readyState(): "open" | "closed" {
    return this.destroyed ? "closed" : "open";
  }

  /** The engine has answered. */
  answer(bytes: Uint8Array<ArrayBuffer>): void {
    if (!this.destroyed) this.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  override _read(): void {}

  /**
   * Does nothing: the engine cannot be slowed down, and postgres.js pauses in the middle of a COPY TO STDOUT without ever
   * going on when the end of it has already been read.
   */
  override pause(): this {
    return this;
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#line.send(new Uint8Array(chunk)); // a copy: the chunk may be part of a pool, which cannot be transferred
    done();
  }

  override _final(done: (error?: Error | null) => void): void {
    done();
    this.destroy();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#line.left();
    done(error);
  }
}
