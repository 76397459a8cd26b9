/**
 * What stands on the wire between an exchange and the platform: every byte passes, and the moments are noted at which a
 * frame that closes a candle goes in and at which an order comes out. In a worker of its own, so that nothing that the
 * platform does holds its clock up.
 */

/** A frame that closes a 1m candle was handed to the platform. `atMs` = by this machine's clock, with fractions. */
interface FrameSeen {
  readonly kind: "frame";
  /** As the exchange spells it. */
  readonly symbol: string;
  /** Open time of its candle, UTC ms. */
  readonly openMs: number;
  readonly atMs: number;
}

/** The platform's request to place an order came. */
interface OrderSeen {
  readonly kind: "order";
  readonly clientOrderId: string;
  readonly atMs: number;
}

/** What is told; `listening` once, first. */
export type Seen = FrameSeen | OrderSeen | { readonly kind: "listening"; readonly port: number };

const HOST = "127.0.0.1";
/** Longer than what is looked for. */
const TAIL = 600;
const CLOSING = /"k":\{"t":(\d+),"T":\d+,"s":"(\w+)","i":"1m"[^}]*?"x":true/g;
const ORDER = /POST \/api\/v3\/order[ ?/][\s\S]*?newClientOrderId=([\w-]+)/g;

declare const self: {
  postMessage(seen: Seen): void;
  onmessage: (event: MessageEvent<{ readonly exchangePort: number }>) => void;
};

self.onmessage = ({ data: { exchangePort } }) => {
  const listener = Deno.listen({ hostname: HOST, port: 0 });
  self.postMessage({ kind: "listening", port: listener.addr.port });
  void serve(listener, exchangePort);
};

async function serve(listener: Deno.TcpListener, exchangePort: number): Promise<void> {
  for await (const platform of listener) void join(platform, exchangePort);
}

async function join(platform: Deno.TcpConn, port: number): Promise<void> {
  const [near, far] = [Promise.resolve(platform), Deno.connect({ hostname: HOST, port })];
  const frames = looker(CLOSING, ([, openMs, symbol], atMs) => {
    self.postMessage({ kind: "frame", symbol: symbol!, openMs: Number(openMs), atMs });
  });
  const orders = looker(ORDER, ([, clientOrderId], atMs) => {
    self.postMessage({ kind: "order", clientOrderId: clientOrderId!, atMs });
  });
  await Promise.allSettled([pass(far, near, frames), pass(near, far, orders)]);
  for (const side of [near, far]) (await side).close();
}

/**
 * Passes all bytes on; `look` sees them with the moment at which they came, whether there is somebody yet to hand them to or not.
 */
async function pass(from: Side, to: Side, look: (text: string, atMs: number) => void): Promise<void> {
  const source = await from;
  source.setNoDelay(true);
  const buffer = new Uint8Array(64 * 1024);
  for (let size = await source.read(buffer); size !== null; size = await source.read(buffer)) {
    const atMs = performance.timeOrigin + performance.now();
    const bytes = buffer.slice(0, size);
    const target = await to;
    for (let sent = 0; sent < size;) sent += await target.write(bytes.subarray(sent));
    look(decoder.decode(bytes), atMs);
  }
  await (await to).closeWrite();
}

/** A connection that stands, or will. */
type Side = Promise<Deno.TcpConn>;

const decoder = new TextDecoder("latin1");

/** Finds what `pattern` says, also where it came in two pieces; each once. */
function looker(pattern: RegExp, found: (match: RegExpMatchArray, atMs: number) => void) {
  let tail = "";
  return (piece: string, atMs: number) => {
    const text = tail + piece;
    let seenTo = 0;
    for (const match of text.matchAll(pattern)) {
      found(match, atMs);
      seenTo = match.index + match[0].length;
    }
    tail = text.slice(Math.max(seenTo, text.length - TAIL));
  };
}
