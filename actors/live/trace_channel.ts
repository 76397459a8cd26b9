/** The channel that carries the messages of one actor, while a page looks at them. Pure, and small enough for browsers. */

const PREFIX = "trace:";

/** The channel of an actor's messages; the path is like `/root/market/feed`. */
export function traceChannel(path: string): string {
  return PREFIX + path;
}

/** The actor whose messages a channel carries; null for any other channel. */
export function tracedPath(channel: string): string | null {
  return channel.startsWith(PREFIX) ? channel.slice(PREFIX.length) : null;
}
