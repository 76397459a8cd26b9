/** Where a request came from: the address that is connected, or whom a trusted proxy says it asks for. */
import type { ServeInfo } from "./fresh/types.ts";

/** What is said where the address is not known. */
const UNKNOWN = "unknown";

/**
 * The address. `X-Forwarded-For` is read from its end, where the nearest proxy writes, and only as long as each that wrote is
 * trusted: what a stranger puts there is never believed.
 */
export function clientAddress(request: Request, info: ServeInfo | undefined, trusted: readonly string[]): string {
  const remote = info?.remoteAddr;
  let address = remote && "hostname" in remote ? plainAddress(remote.hostname) : UNKNOWN;
  const forwarded = (request.headers.get("x-forwarded-for") ?? "").split(",").map((part) => part.trim());
  for (const before of forwarded.filter((part) => part !== "").reverse()) {
    if (!trusted.includes(address)) break;
    address = plainAddress(before);
  }
  return address.slice(0, 100);
}

/** IPv4 also where it is written as IPv6; without a port. */
function plainAddress(text: string): string {
  return text.toLowerCase().replace(/^::ffff:(?=\d+\.)/, "").replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
}
