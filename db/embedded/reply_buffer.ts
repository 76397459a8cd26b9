/** Answers of the engine on their way to a client. */
import { concat } from "./frames.ts";

/** Pieces are gathered up to this size. */
const PIECE_BYTES = 256 * 1024;

/** The piece without its first message, when that is of the type: we have already sent our own. */
export function withoutFirst(piece: Uint8Array, type: string): Uint8Array {
  if (piece[0] !== type.charCodeAt(0)) return piece;
  return piece.subarray(1 + new DataView(piece.buffer, piece.byteOffset).getUint32(1));
}

/** Gathers the engine's small pieces into larger ones, each a copy: the engine uses its memory again. */
export class ReplyBuffer {
  #pieces: Uint8Array[] = [];
  #length = 0;
  readonly #send: (bytes: Uint8Array<ArrayBuffer>) => void;

  constructor(send: (bytes: Uint8Array<ArrayBuffer>) => void) {
    this.#send = send;
  }

  /** Takes the next piece; may send. */
  add(piece: Uint8Array): void {
    this.#pieces.push(new Uint8Array(piece));
    this.#length += piece.length;
    if (this.#length >= PIECE_BYTES) this.flush();
  }

  /** Sends what is left. */
  flush(): void {
    if (this.#length === 0) return;
    this.#send(concat(this.#pieces));
    this.#pieces = [];
    this.#length = 0;
  }
}
