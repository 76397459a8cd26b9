/**
 * The browsers' side of the SSE benchmark, in a process of its own: `clients.ts PORT reading COUNT` or
 * `clients.ts PORT stalled COUNT`, with the tokens of sessions where users must sign in. Says on its output, one JSON line each: ready, then a tally for every `go N` on its input.
 */

const [port, kind, count, ...tokens] = Deno.args;
const decoder = new TextDecoder();
/** Events counted, and how late each came, in milliseconds. */
let received = 0;
let delays: number[] = [];
let changed = () => {};

const MARK = new TextEncoder().encode("\nevent: candle\n");

async function connect(n: number): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
  const session = `00000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;
  const token = tokens[n % Math.max(1, tokens.length)];
  const cookie = token === undefined ? `aristobot_browser=${session}` : `aristobot_session=${token}`;
  const request = `GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${cookie}\r\n\r\n`;
  await connection.write(new TextEncoder().encode(request));
  return connection;
}

/** Reads until the head of the answer and the snapshot have come. */
async function settle(connection: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(16_384);
  for (let text = ""; !text.includes("event: snapshot");) {
    const size = await connection.read(buffer);
    if (size === null) throw new Error(`the server closed: ${text}`);
    text += decoder.decode(buffer.subarray(0, size));
  }
}

async function readEvents(connection: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(65_536);
  for (;;) {
    const size = await connection.read(buffer);
    if (size === null) return;
    countMarks(buffer.subarray(0, size));
    changed();
  }
}

/** Counts events; the first of a chunk is looked into for its time. An event cut in two by the wire is rare and not missed. */
function countMarks(bytes: Uint8Array): void {
  let first = -1;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
    if (!isMark(bytes, at)) continue;
    if (first < 0) first = at;
    received++;
  }
  if (first < 0) return;
  const sentMs = /"openMs":(\d+)/.exec(decoder.decode(bytes.subarray(first, first + 160)))?.[1];
  if (sentMs) delays.push(Date.now() - Number(sentMs));
}

function isMark(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < MARK.length; i++) if (bytes[at + i] !== MARK[i]) return false;
  return true;
}

function say(what: unknown): void {
  console.log(JSON.stringify(what));
}

const connections: Deno.TcpConn[] = [];
for (let n = 0; n < Number(count); n++) connections.push(await connect(n));
if (kind === "reading") {
  await Promise.all(connections.map(settle));
  for (const connection of connections) readEvents(connection).catch(() => say({ lost: true }));
}
say({ ready: connections.length });
for await (const line of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const wanted = Number(/go (\d+)/.exec(line)?.[1]);
  if (received < wanted) {
    await new Promise<void>((resolve) => changed = () => received >= wanted && resolve());
  }
  changed = () => {};
  delays.sort((a, b) => a - b);
  say({ received, p99Ms: delays[Math.floor(delays.length * 0.99)] ?? 0 });
  received = 0;
  delays = [];
}
