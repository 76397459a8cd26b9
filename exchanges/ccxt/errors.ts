/**
 * What an error of ccxt means for us: try again ({@linkcode ExchangeUnavailable}) or do not ({@linkcode ExchangeRefused}).
 * The text names the exchange and gives its own words.
 *
 * This is about reading. An order that was not answered is never simply sent again, whatever its error is.
 */
import {
  AuthenticationError,
  BaseError,
  DDoSProtection,
  ExchangeClosedByUser,
  ExchangeError,
  InvalidNonce,
  NetworkError,
  OperationFailed,
  RateLimitExceeded,
  UnsubscribeError,
} from "ccxt/base/errors.js";
import { ExchangeRefused, ExchangeUnavailable } from "../../domain/exchange_error.ts";

/** Where an exchange asks for patience and does not say how much, ms. */
const PATIENCE_MS = 5_000;
/** Longer answers (whole pages of HTML, of a gateway before the exchange) are cut. */
const LONGEST_WORDS = 300;

/** The exchange that failed. */
export interface Failing {
  readonly id: string;
  /** How it is called in messages. */
  readonly name: string;
  readonly last_response_headers?: unknown;
}

/** Translates an error. What is none of ccxt's own errors is mostly an answer that it could not read. */
export function failureOf(error: unknown, exchange: Failing): ExchangeUnavailable | ExchangeRefused {
  if (error instanceof ExchangeUnavailable || error instanceof ExchangeRefused) return error;
  const text = `${exchange.name}: ${ownWords(error, exchange.id)}`;
  const options = { cause: error };
  const isAsking = error instanceof RateLimitExceeded || error instanceof DDoSProtection;
  // Exchanges say that it was too much in words that ccxt does not always know; the header says it too.
  const retryAfterMs = retryAfterMsOf(exchange) ?? (isAsking ? PATIENCE_MS : null);
  return mayWorkLater(error)
    ? new ExchangeUnavailable(text, retryAfterMs, options)
    : new ExchangeRefused(text, null, options);
}

/**
 * A stream that was ended by somebody else's wish, or with the connection, may begin again; so may what failed for a reason
 * that ccxt does not know, such as an internal error of the exchange, or a frame that it cannot read.
 */
function mayWorkLater(error: unknown): boolean {
  if (!(error instanceof BaseError)) return true;
  return error instanceof OperationFailed || error instanceof UnsubscribeError ||
    error instanceof ExchangeClosedByUser ||
    error.constructor === ExchangeError;
}

/** Whether the wire itself failed; a book that lost its thread (its checksum is wrong) came over a good one. */
export function isAboutTheWire({ cause }: Error): boolean {
  return cause instanceof ExchangeClosedByUser || (cause instanceof NetworkError && !(cause instanceof InvalidNonce));
}

/** Whether the exchange does not take our key: nothing that needs one will work. */
export function isAboutTheKey(failure: Error): boolean {
  return failure.cause instanceof AuthenticationError;
}

/** The exchange's words without ccxt's wrapping: `binance {"code":-1121,"msg":"Invalid symbol."}` → `Invalid symbol.` */
export function ownWords(error: unknown, id: string): string {
  const text = error instanceof Error ? error.message : String(error);
  const bare = (text.startsWith(`${id} `) ? text.slice(id.length + 1) : text).replace(SECRET_PART, "$1$2");
  const words = wordsIn(parsed(bare.slice(Math.max(0, bare.search(/[{[]/)))));
  const told = words ?? bare;
  const named = told === "" ? nameOf(error) : told;
  return named.length > LONGEST_WORDS ? `${named.slice(0, LONGEST_WORDS)}…` : named;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "unknown error";
}

/** Of an address: the query, where signatures stand, and the path of a socket, where keys of streams do. */
const SECRET_PART = /(https?:\/\/[^\s?)]+)\?[^\s)]*|(wss?:\/\/[^\s/?)]+)[/?][^\s)]*/g;
/** Under these names exchanges say what is wrong. */
const NAMES: readonly string[] = [
  "msg",
  "message",
  "errorMessage",
  "error",
  "errors",
  "retMsg",
  "err-msg",
  "reason",
  "detail",
];

function wordsIn(answer: unknown): string | null {
  if (typeof answer === "string") return answer === "" ? null : answer;
  if (Array.isArray(answer)) return answer.map(wordsIn).filter((words) => words !== null).join(", ") || null;
  if (typeof answer !== "object" || answer === null) return null;
  const fields = new Map(Object.entries(answer));
  for (const name of NAMES) {
    const words = wordsIn(fields.get(name));
    if (words !== null) return words;
  }
  return null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // no JSON: the text itself is what the exchange said
  }
}

/** How long the exchange itself asked to wait with its last answer, ms; null where it did not. */
export function retryAfterMsOf({ last_response_headers }: Pick<Failing, "last_response_headers">): number | null {
  if (typeof last_response_headers !== "object" || last_response_headers === null) return null;
  const headers = new Map(Object.entries(last_response_headers).map(([name, value]) => [name.toLowerCase(), value]));
  const seconds = Number(headers.get("retry-after"));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null;
}
