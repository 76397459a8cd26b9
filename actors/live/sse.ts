/** Server-sent events as bytes. Pure. */
import type { EventId, LiveEventData, LiveEventName } from "./live_events.ts";

const encoder = new TextEncoder();

/** How long a browser waits before it connects again; in development a server is back soon. */
const RETRY_MS = { production: 5_000, development: 300 } as const;

/** A comment: keeps the connection open and tells the browser nothing. */
export const COMMENT: Uint8Array<ArrayBuffer> = encoder.encode(":\n\n");

/** Says how long to wait before connecting again. */
export function encodeRetry(mode: keyof typeof RETRY_MS): Uint8Array<ArrayBuffer> {
  return encoder.encode(`retry: ${RETRY_MS[mode]}\n\n`);
}

/** One event. Its data is one line of JSON; `id` null leaves the browser's last id as it is. */
export function encodeEvent<N extends LiveEventName>(
  name: N,
  data: LiveEventData[N],
  id: EventId | null,
): Uint8Array<ArrayBuffer> {
  const idLine = id === null ? "" : `id: ${id.feed}-${id.number}\n`;
  return encoder.encode(`${idLine}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
}

/** The id that a browser saw last, from its header or its query; null for none or nonsense. */
export function parseLastEventId(text: string | null | undefined): EventId | null {
  const [, feed, number] = /^([0-9a-z]{1,20})-(\d{1,15})$/.exec(text ?? "") ?? [];
  return feed === undefined ? null : { feed, number: Number(number) };
}
