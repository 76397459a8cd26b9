/**
 * The paths of market-data connections: `/ws`, `/ws/<a>/<b>`, `/stream`, `/stream?streams=<a>/<b>`; also behind a
 * prefix such as `/stream-demo/ws`, and with parts that name no stream (ccxt appends `/0`, `/1`, …).
 */
import { type TimeUnit, timeUnitOf } from "./microseconds.ts";
import { parseStream } from "./stream_names.ts";

/** What a client asked for by opening a connection. */
export interface StreamUrl {
  readonly combined: boolean;
  readonly streams: readonly string[];
  readonly timeUnit: TimeUnit;
}

/** Reads the path and query of an upgrade request; null when it leads to no stream server. */
export function parseStreamUrl(path: string): StreamUrl | null {
  const [pathname = "", search = ""] = path.split("?", 2);
  const query = new URLSearchParams(search);
  const parts = pathname.split("/").filter((part) => part !== "");
  const door = parts.findIndex((part) => part === "ws" || part === "stream");
  if (door < 0) return null;
  const asked = (query.get("streams") ?? "").split("/");
  const names = [...parts.slice(door + 1).map(decoded), ...asked];
  return {
    combined: parts[door] === "stream",
    streams: names.filter((name) => parseStream(name) !== null),
    timeUnit: timeUnitOf(query.get("timeUnit")) ?? "MILLISECOND",
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a stray % names no stream and is passed over like any other unknown part
  }
}
