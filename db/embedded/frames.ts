/**
 * PostgreSQL's wire messages, cut from a stream of bytes.
 *
 * A message is a type byte and a length that counts itself but not the type; only a client's first message, the startup
 * packet, has no type.
 */

/** The type given to the startup packet, which has none on the wire. */
export const STARTUP = "startup";

/** One whole message as it stood on the wire. */
export interface Frame {
  readonly type: string;
  readonly bytes: Uint8Array;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Makes a message of one type. */
export function frame(type: string, body: Uint8Array): Frame {
  const bytes = new Uint8Array(5 + body.length);
  bytes[0] = type.charCodeAt(0);
  new DataView(bytes.buffer).setUint32(1, 4 + body.length);
  bytes.set(body, 5);
  return { type, bytes };
}

/** Makes a simple query. */
export function queryFrame(sql: string): Frame {
  return frame("Q", encoder.encode(`${sql}\0`));
}

/** Makes the order to forget a prepared statement. */
export function closeStatementFrame(name: string): Frame {
  return frame("C", encoder.encode(`S${name}\0`));
}

/** The zero-ended text at `offset` of a message. */
export function textAt(of: Frame, offset: number): string {
  const end = of.bytes.indexOf(0, offset);
  return decoder.decode(of.bytes.subarray(offset, end === -1 ? undefined : end));
}

/** Joins pieces of bytes into one. */
export function concat(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Cuts what a client sends into whole messages; keeps what is still incomplete. */
export class FrameReader {
  #rest: Uint8Array = new Uint8Array(0);
  #started = false;

  /** The messages that are complete now. */
  read(bytes: Uint8Array): Frame[] {
    const data = this.#rest.length === 0 ? bytes : concat([this.#rest, bytes]);
    const frames: Frame[] = [];
    let at = 0;
    for (let end = this.#endOfFrame(data, at); end <= data.length; end = this.#endOfFrame(data, at)) {
      const type = this.#started ? String.fromCharCode(data[at]!) : STARTUP;
      frames.push({ type, bytes: data.subarray(at, end) });
      this.#started = true;
      at = end;
    }
    this.#rest = data.subarray(at);
    return frames;
  }

  #endOfFrame(data: Uint8Array, at: number): number {
    const lengthAt = this.#started ? at + 1 : at;
    if (data.length < lengthAt + 4) return Infinity;
    return lengthAt + new DataView(data.buffer, data.byteOffset + lengthAt, 4).getUint32(0);
  }
}

/** Reads along in what the engine answers, in pieces cut anywhere, and remembers what the owner of the backend needs. */
export class ReplyScanner {
  /** Transaction status of the last ReadyForQuery: `I` idle, `T` in a transaction, `E` in a failed one. */
  status = "I";
  /** Whether an ErrorResponse was seen. */
  failed = false;
  /** Whole NotificationResponse messages seen, for every other client. */
  readonly notifications: Uint8Array[] = [];
  readonly #head = new Uint8Array(5);
  #headLength = 0;
  #left = 0;
  #kept: Uint8Array[] | undefined;

  /** Takes the next piece. */
  scan(piece: Uint8Array): void {
    let at = 0;
    while (at < piece.length) at = this.#left > 0 ? this.#body(piece, at) : this.#header(piece, at);
  }

  #header(piece: Uint8Array, at: number): number {
    this.#head[this.#headLength++] = piece[at]!;
    if (this.#headLength < 5) return at + 1;
    this.#headLength = 0;
    this.#left = new DataView(this.#head.buffer).getUint32(1) - 4;
    const type = String.fromCharCode(this.#head[0]!);
    if (type === "E") this.failed = true;
    this.#kept = type === "Z" || type === "A" ? [this.#head.slice()] : undefined;
    return at + 1;
  }

  #body(piece: Uint8Array, at: number): number {
    const end = Math.min(piece.length, at + this.#left);
    this.#kept?.push(piece.slice(at, end));
    this.#left -= end - at;
    if (this.#left === 0 && this.#kept) this.#keep(concat(this.#kept));
    return end;
  }

  #keep(message: Uint8Array): void {
    if (message[0] === "Z".charCodeAt(0)) this.status = String.fromCharCode(message[5]!);
    else this.notifications.push(message);
  }
}
