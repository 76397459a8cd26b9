/**
 * The exchange of the bare wires: it hands out a frame when it is told to, and notes when orders come. In a worker of its own,
 * so that nothing that is measured holds its clock up.
 */
import { type CloseCandle, FEED, type Noted } from "./bare_talk.ts";

declare const self: {
  postMessage(noted: Noted): void;
  onmessage: (event: MessageEvent<CloseCandle>) => void;
};

const ANSWER = new TextEncoder().encode("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}");
const [encoder, decoder] = [new TextEncoder(), new TextDecoder()];
const feeds: Deno.TcpConn[] = [];

self.onmessage = async ({ data: { openMs } }) => {
  const k = { t: openMs, s: "BTCUSDT", i: "1m", o: "30000", h: "30010", l: "29990", c: "30005", v: "1.5", x: true };
  const frame = encoder.encode(`${JSON.stringify({ e: "kline", k })}\n`);
  self.postMessage({ kind: "frame", atMs: now() });
  for (const feed of feeds) await feed.write(frame);
};

const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
self.postMessage({ kind: "listening", port: listener.addr.port });
for await (const connection of listener) void hear(connection);

async function hear(connection: Deno.TcpConn): Promise<void> {
  connection.setNoDelay(true);
  const piece = new Uint8Array(16 * 1024);
  for (let said = "";;) {
    const size = await connection.read(piece);
    const atMs = now();
    if (size === null) return connection.close();
    said += decoder.decode(piece.subarray(0, size));
    if (said === FEED) return void feeds.push(connection);
    if (!said.includes("newClientOrderId=")) continue;
    self.postMessage({ kind: "order", atMs });
    await connection.write(ANSWER);
    return connection.close();
  }
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
