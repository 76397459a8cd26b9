/** Requests as they go on the wire, which `fetch` would tidy. */

/** Sends the head of a request, given without its last line, and answers what comes back until the connection ends. */
export async function rawAnswer(url: string, head: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  try {
    const writer = connection.writable.getWriter();
    await writer.write(new TextEncoder().encode(`${head}connection: close\r\n\r\n`)).catch(ignoreReset);
    return await new Response(connection.readable).text().catch(ignoreReset) ?? "";
  } finally {
    try {
      connection.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }
}

/** A server that had enough of it may just hang up. */
function ignoreReset(error: unknown): undefined {
  if (error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe) return undefined;
  throw error;
}
