/** Where an upgrade request leads: to streams, to the WebSocket API, or nowhere. */
import { timeUnitOf } from "./microseconds.ts";
import type { ApiSession } from "./rest/web_socket_api.ts";
import { parseStreamUrl, type StreamUrl } from "./stream_url.ts";

/** What a client reaches by an address. */
export type Entrance =
  | { readonly kind: "streams"; readonly url: StreamUrl }
  | { readonly kind: "api"; readonly session: ApiSession };

const API_PATH = /(^|\/)ws-api\/v3\/?$/;

/** Reads the path and query of an upgrade request; null when it leads nowhere. */
export function entranceOf(path: string, address: string): Entrance | null {
  const [pathname = "", search = ""] = path.split("?", 2);
  if (API_PATH.test(pathname)) {
    const query = new URLSearchParams(search);
    const timeUnit = timeUnitOf(query.get("timeUnit"));
    return { kind: "api", session: { address, timeUnit, returnRateLimits: query.get("returnRateLimits") !== "false" } };
  }
  const url = parseStreamUrl(path);
  return url === null ? null : { kind: "streams", url };
}

/** A refused upgrade, as it goes over the socket. */
export function refusal(status: 404 | 429 | 503): string {
  const reason = { 404: "Not Found", 429: "Too Many Requests", 503: "Service Unavailable" }[status];
  const retryAfter = status === 429 ? "Retry-After: 300\r\n" : "";
  return `HTTP/1.1 ${status} ${reason}\r\n${retryAfter}Connection: close\r\nContent-Length: 0\r\n\r\n`;
}
