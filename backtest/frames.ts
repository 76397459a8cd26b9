/** Frames between a backtest and its child process: four bytes of length, one of kind, then the payload. */

/** The longest payload; whoever sends more is not ours. */
export const LONGEST_FRAME = 256 * 1_048_576;
const HEAD_BYTES = 5;

/** A frame as it was received. */
export interface Frame {
  readonly kind: number;
  readonly payload: Uint8Array<ArrayBuffer>;
}

/** A frame of bytes. */
export function frameOf(kind: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(HEAD_BYTES + payload.length);
  new DataView(frame.buffer).setUint32(0, payload.length);
  frame[4] = kind;
  frame.set(payload, HEAD_BYTES);
  return frame;
}

/** A frame of a plain value. */
export function jsonFrame(kind: number, value: unknown): Uint8Array<ArrayBuffer> {
  return frameOf(kind, new TextEncoder().encode(JSON.stringify(value)));
}

/** What a payload of {@linkcode jsonFrame} says. @throws {SyntaxError} when it is no JSON. */
export function jsonIn({ payload }: Frame): unknown {
  return JSON.parse(new TextDecoder().decode(payload));
}

/** A frame of numbers. */
export function numbersFrame(kind: number, numbers: Float64Array): Uint8Array<ArrayBuffer> {
  return frameOf(kind, new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
}

/** The numbers of a payload. @throws {RangeError} when its length is no multiple of 8. */
export function numbersIn({ payload }: Frame): Float64Array<ArrayBuffer> {
  return new Float64Array(payload.buffer, payload.byteOffset, payload.length / 8);
}

/**
 * Takes frames out of a stream of bytes.
 * @throws {RangeError} when a payload is longer than `longest` bytes, or the stream ends within one.
 */
export async function* framesOf(
  bytes: ReadableStream<Uint8Array>,
  longest: number = LONGEST_FRAME,
): AsyncGenerator<Frame> {
  const head = new Uint8Array(HEAD_BYTES);
  let filled = 0;
  let payload: Uint8Array<ArrayBuffer> | undefined;
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length || payload?.length === filled;) {
      const into: Uint8Array = payload ?? head;
      const taken = chunk.subarray(at, at + into.length - filled);
      into.set(taken, filled);
      filled += taken.length;
      at += taken.length;
      if (filled < into.length) break;
      if (payload) {
        yield { kind: head[4]!, payload };
        payload = undefined;
      } else payload = new Uint8Array(payloadLength(head, longest));
      filled = 0;
    }
  }
  if (payload || filled > 0) throw new RangeError("The stream ended within a frame");
}

/** The payload's length that a head announces. */
export function payloadLength(head: Uint8Array, longest: number = LONGEST_FRAME): number {
  const length = new DataView(head.buffer, head.byteOffset).getUint32(0);
  if (length <= longest) return length;
  throw new RangeError(`A frame of ${length} bytes is announced; expected at most ${longest}`);
}
