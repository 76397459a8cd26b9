/** A child's end of the pipe: frames read and written synchronously, so that nothing runs in between. */
import { type Frame, payloadLength } from "./frames.ts";

const { stdin, stdout } = Deno;

/** Writes all of a frame. */
export function write(frame: Uint8Array): void {
  for (let at = 0; at < frame.length;) at += stdout.writeSync(frame.subarray(at));
}

/** The next frame from outside. @throws {RangeError} when there is none. */
export function read(): Frame {
  const head = readExactly(5);
  return { kind: head[4]!, payload: readExactly(payloadLength(head)) };
}

function readExactly(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const count = stdin.readSync(bytes.subarray(at));
    if (count === null) throw new RangeError("The input ended within a frame");
    at += count;
  }
  return bytes;
}
