/** Frames as lines of JSON into a pipe, one write at a time: what comes meanwhile goes with the next. */

const encoder = new TextEncoder();

/** Writes as soon as it has been given the pipe. */
export class LineWriter<F> {
  #waiting: string[] = [];
  #writing = false;
  #pipe: WritableStreamDefaultWriter<Uint8Array> | undefined;

  /** `unsendable` hears of frames that are no plain data. */
  constructor(private readonly unsendable: (frame: F, error: unknown) => void) {}

  open(stream: WritableStream<Uint8Array>): void {
    this.#pipe = stream.getWriter();
    void this.#drain();
  }

  write(frames: readonly F[]): void {
    const line = this.#encode(frames);
    if (line !== "") this.#waiting.push(line);
    if (!this.#writing) void this.#drain();
  }

  /** The other side has gone. */
  close(): void {
    this.#waiting = [];
    // The pipe is broken by now; there is nobody to be told.
    this.#pipe?.abort().catch(() => {});
    this.#pipe = undefined;
  }

  async #drain(): Promise<void> {
    if (this.#pipe === undefined) return;
    this.#writing = true;
    try {
      while (this.#waiting.length > 0) await this.#pipe.write(encoder.encode(this.#waiting.splice(0).join("")));
      this.#writing = false;
    } catch {
      // The other side has gone: its end is told elsewhere, and settles what was under way.
      this.#waiting = [];
    }
  }

  #encode(frames: readonly F[]): string {
    try {
      return `${JSON.stringify(frames)}\n`;
    } catch {
      // One of them is no plain data: the others still go.
      return frames.map((frame) => this.#encodeOne(frame)).join("");
    }
  }

  #encodeOne(frame: F): string {
    try {
      return `${JSON.stringify([frame])}\n`;
    } catch (error) {
      this.unsendable(frame, error);
      return "";
    }
  }
}
