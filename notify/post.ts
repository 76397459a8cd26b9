/**
 * Posts JSON to an address that a user has named: on a connection of its own to an address that was looked at before, once,
 * without following anybody elsewhere, and with an answer that is bounded in time and size.
 */
import { request as plainRequest } from "node:http";
import { request as securedRequest } from "node:https";
import type { LookupFunction } from "node:net";
import { beforeTheEnd, withinLimits } from "./deadline.ts";
import type { Sending } from "./delivery.ts";
import { addressOf, type HostAddress } from "./public_address.ts";

/** What is posted. */
export interface Post {
  readonly url: string;
  /** JSON. */
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** It is an operator's address, not a user's: it may be anywhere. */
  readonly isOurs?: boolean;
}

/** What was answered. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** For how long it asks us to wait, ms; null = it does not say. */
  readonly waitMs: number | null;
}

/** Nobody answered as is expected; the message says why, without the address. */
class PostFailed extends Error {
  override readonly name = "PostFailed";
}

/**
 * Posts once.
 * @throws {PostFailed} where no whole answer came; {Error} where it took too long.
 * @throws {AddressRefused} where the address may not be gone to.
 */
export function post(of: Post, sending: Sending): Promise<Answer> {
  return withinLimits(sending, async (ends) => {
    const url = new URL(of.url);
    const allowsPrivate = of.isOurs === true || sending.allowsPrivate;
    const address = await beforeTheEnd(addressOf(url.hostname, { allowsPrivate }), ends);
    ends.throwIfAborted();
    return await answerOf(url, address, of, sending, ends);
  });
}

function answerOf(
  url: URL,
  address: HostAddress,
  { body, headers }: Post,
  { limits, nowMs }: Sending,
  signal: AbortSignal,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const content = new TextEncoder().encode(body);
  const request = (url.protocol === "https:" ? securedRequest : plainRequest)(url, {
    method: "POST",
    agent: false,
    lookup: always(address),
    headers: {
      accept: "application/json",
      "user-agent": "Aristobot",
      ...headers,
      "content-type": "application/json",
      "content-length": content.length,
    },
  }, (response) => {
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    response.on("data", (piece: Uint8Array) => {
      bytes += piece.length;
      if (bytes > limits.answerBytes) fail(new PostFailed(`its answer has more than ${limits.answerBytes} bytes`));
      else pieces.push(piece);
    });
    response.on("end", () => {
      if (!response.complete) return fail(new PostFailed("its answer broke off"));
      const waitMs = waitOf(response.headers["retry-after"], nowMs);
      resolve({ status: response.statusCode ?? 0, text: new TextDecoder().decode(Buffer.concat(pieces)), waitMs });
    });
    response.on("error", fail);
    response.on("close", () => fail(new PostFailed("its answer broke off")));
  });
  function fail(reason: unknown): void {
    reject(reason instanceof PostFailed ? reason : new PostFailed(wordsOf(reason), { cause: reason }));
    request.destroy();
  }
  const end = () => {
    reject(signal.reason);
    request.destroy();
  };
  signal.addEventListener("abort", end, { once: true });
  request.on("error", fail);
  request.end(content);
  return promise.finally(() => signal.removeEventListener("abort", end));
}

/** Goes to the address that was looked at, whatever its name means by now. */
function always({ address, family }: HostAddress): LookupFunction {
  return (_, { all }, found) => all ? found(null, [{ address, family }]) : found(null, address, family);
}

function waitOf(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}(\.\d+)?$/.test(header)) return Math.ceil(Number(header) * 1_000);
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

/** What the system says of a connection that failed; never the address, which may open something. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return "the connection failed";
  const code = "code" in error && typeof error.code === "string" ? error.code : null;
  if (code !== null) return WORDS[code] ?? `the connection failed (${code})`;
  return /certificate/i.test(error.message) ? error.message : "the connection failed";
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens there",
  ECONNRESET: "it closed the connection",
  EPIPE: "it closed the connection",
  ETIMEDOUT: "it cannot be reached",
  EHOSTUNREACH: "it cannot be reached",
  ENETUNREACH: "it cannot be reached",
};
