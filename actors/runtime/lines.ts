/** Lines of text out of a stream of bytes. */

/**
 * Calls `hear` with each line, without its end, and `admit` with the size of each piece before; when that says no, reading
 * ends. Resolves when the stream has ended.
 */
export async function readLines(
  stream: ReadableStream<Uint8Array>,
  hear: (line: string) => void,
  admit: (bytes: number) => boolean = () => true,
): Promise<void> {
  const decoder = new TextDecoder();
  let rest: string[] = [];
  for await (const chunk of stream) {
    if (!admit(chunk.byteLength)) return;
    const lines = decoder.decode(chunk, { stream: true }).split("\n");
    const last = lines.pop() ?? "";
    for (const line of lines) {
      hear(rest.length === 0 ? line : rest.join("") + line);
      rest = [];
    }
    if (last !== "") rest.push(last);
  }
  if (rest.length > 0) hear(rest.join(""));
}
