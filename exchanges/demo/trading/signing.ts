/** Signed requests: an API key, a fresh timestamp, and HMAC-SHA256 over exactly what was sent. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { ApiError, missing } from "../rest/errors.ts";
import type { Params } from "../rest/params.ts";

const DEFAULT_WINDOW_MS = 5_000;
const LONGEST_WINDOW_MS = 60_000;
const AHEAD_MS = 1_000;
/** Timestamps of 16 digits count microseconds. */
const MICROSECONDS_FROM = 1e14;
const KEY = /^[A-Za-z0-9]{64}$/;

/** Hexadecimal HMAC-SHA256 of a payload under a secret. */
export function sign(payload: string, secret: string): string {
  return createHmac("sha256", secret).update(payload).digest("hex");
}

/** The signed part of a query string or a form: everything but the signature, in the order and spelling it was sent. */
export function withoutSignature(encoded: string): string {
  return encoded.split("&").filter((pair) => !pair.startsWith("signature=") && pair !== "").join("&");
}

/** The signed part of a request of the WebSocket API: its parameters by name. */
export function sortedPayload(params: Readonly<Record<string, unknown>>): string {
  return Object.keys(params).filter((name) => name !== "signature").sort().map((name) => `${name}=${params[name]}`)
    .join("&");
}

/** Refuses a key that cannot be one. @throws {ApiError} -2014. */
export function checkKeyFormat(apiKey: string | undefined): string {
  if (apiKey === undefined || !KEY.test(apiKey)) throw new ApiError(-2014, "API-key format invalid.", 401);
  return apiKey;
}

/** The key is not known, or may not do this. */
export function invalidKey(): ApiError {
  return new ApiError(-2015, "Invalid API-key, IP, or permissions for action.", 401);
}

/** Refuses a request that was not signed with the secret. @throws {ApiError} -1102, -1022. */
export function checkSignature(params: Params, payload: string, secret: string): void {
  const given = params.text("signature");
  if (given === undefined) throw missing("signature");
  const [expected, sent] = [sign(payload, secret), given.toLowerCase()].map((text) => new TextEncoder().encode(text));
  if (expected!.length === sent!.length && timingSafeEqual(expected!, sent!)) return;
  throw new ApiError(-1022, "Signature for this request is not valid.");
}

/**
 * Refuses a request that is too old or from the future. `clocks` are UTC ms: the exchange's own and, where its time runs
 * at another speed, the machine's; a timestamp must fit one of them.
 * @throws {ApiError} -1102, -1131, -1021.
 */
export function checkTimestamp(params: Params, clocks: readonly number[]): void {
  const window = readWindow(params);
  const sent = params.whole("timestamp");
  if (sent === undefined) throw missing("timestamp");
  const timestampMs = sent >= MICROSECONDS_FROM ? sent / 1_000 : sent;
  if (clocks.some((nowMs) => timestampMs < nowMs + AHEAD_MS && nowMs - timestampMs <= window)) return;
  const isAhead = clocks.every((nowMs) => timestampMs >= nowMs + AHEAD_MS);
  throw new ApiError(
    -1021,
    isAhead
      ? `Timestamp for this request was ${AHEAD_MS}ms ahead of the server's time.`
      : "Timestamp for this request is outside of the recvWindow.",
  );
}

function readWindow(params: Params): number {
  const text = params.text("recvWindow");
  if (text === undefined) return DEFAULT_WINDOW_MS;
  const window = /^\d{1,6}(\.\d{1,3})?$/.test(text) ? Number(text) : NaN;
  if (!(window <= LONGEST_WINDOW_MS)) throw new ApiError(-1131, `recvWindow must be less than ${LONGEST_WINDOW_MS}.`);
  return window;
}
