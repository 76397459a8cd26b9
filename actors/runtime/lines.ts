/** Lines of text out of a stream of bytes. */

/** Calls `hear` with each line, without its end; resolves when the stream has ended. */
export async function readLines(stream: ReadableStream<Uint8Array>, hear: (line: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = decoder.decode(chunk, { stream: true }).split("\n");
    const last = lines.pop() ?? "";
    for (const line of lines) {
      hear(rest + line);
      rest = "";
    }
    rest += last;
  }
  if (rest !== "") hear(rest);
}
