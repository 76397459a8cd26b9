/** Requests as they go on the wire, which `fetch` would tidy. */

/** Sends the head of a request, given without its last line, and answers what comes back until the connection ends. */
export async function rawAnswer(url: string, head: string): Promise<string> {
  const { hostname, port } = new URL(url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const decoder = new TextDecoder();
  let answer = "";
  try {
    await send(connection, new TextEncoder().encode(`${head}connection: close\r\n\r\n`));
    const buffer = new Uint8Array(16_384);
    for (let size = await connection.read(buffer); size !== null; size = await connection.read(buffer)) {
      answer += decoder.decode(buffer.subarray(0, size), { stream: true });
    }
  } catch (error) {
    // A server that had enough of it may just hang up.
    if (!(error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe)) throw error;
  }
  return answer;
}

async function send(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
}
