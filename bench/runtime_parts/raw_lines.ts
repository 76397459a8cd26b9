/** Values as lines of JSON, as one would write them by hand. */

const encoder = new TextEncoder();

/** Writes a line at a time. */
export function lineWriter(stream: WritableStream<Uint8Array>) {
  const pipe = stream.getWriter();
  return {
    write: (value: unknown): void => void pipe.write(encoder.encode(`${JSON.stringify(value)}\n`)),
    close: () => pipe.close(),
  };
}

/** Calls `hear` with the value of each line; resolves when the stream has ended. */
export async function jsonLines(stream: ReadableStream<Uint8Array>, hear: (value: unknown) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) hear(JSON.parse(line));
  }
}
