/**
 * What clients may ask on a market-data connection: SUBSCRIBE, UNSUBSCRIBE, LIST_SUBSCRIPTIONS, SET_PROPERTY and
 * GET_PROPERTY, with Binance's answers and errors (`{"error":{"code","msg"},"id"}`).
 */
import { parseStream } from "./stream_names.ts";

/** What a connection lets its client change. */
export interface Controlled {
  readonly streams: ReadonlySet<string>;
  combined: boolean;
  subscribe(streams: readonly string[]): void;
  unsubscribe(streams: readonly string[]): void;
}

type Id = number | string | null;

/** How many streams a connection may have. */
export const MAX_STREAMS = 1024;
const METHODS = "`SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`";

/** Refusals by their number: 0 unknown property, 1 wrong type of value, 2 invalid request, 3 no JSON. */
class Refusal extends Error {
  constructor(readonly code: 0 | 1 | 2 | 3, message: string) {
    super(message);
  }
}

/** Does what the message asks and gives the answer as JSON text. Never throws: a wrong message is answered with its error. */
export function answerControl(text: string, connection: Controlled): string {
  let id: Id = null;
  try {
    const request = parsed(text);
    id = idOf(request);
    return JSON.stringify({ result: perform(request, connection), id });
  } catch (error) {
    if (error instanceof Refusal) return JSON.stringify({ error: { code: error.code, msg: error.message }, id });
    throw error;
  }
}

function parsed(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal(3, "Invalid JSON: expected value at line 1 column 1");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Refusal(2, "Invalid request: expected an object");
  }
  return value as Record<string, unknown>;
}

function idOf(request: Record<string, unknown>): Id {
  const { id } = request;
  if (id === undefined || id === null) return null;
  if (Number.isSafeInteger(id)) return id as number;
  if (typeof id === "string" && /^[A-Za-z0-9_-]{1,36}$/.test(id)) return id;
  throw new Refusal(
    2,
    "Invalid request: request ID must be an integer, an alphanumeric string of at most 36 characters, or null",
  );
}

function perform(request: Record<string, unknown>, connection: Controlled): unknown {
  const { method } = request;
  if (typeof method !== "string") throw new Refusal(2, "Invalid request: missing field `method` at line 1 column 1");
  switch (method) {
    case "SUBSCRIBE":
      return subscribe(streamsOf(request), connection);
    case "UNSUBSCRIBE":
      connection.unsubscribe(streamsOf(request));
      return null;
    case "LIST_SUBSCRIPTIONS":
      return [...connection.streams];
    case "SET_PROPERTY":
      return setProperty(paramsOf(request), connection);
    case "GET_PROPERTY":
      return getProperty(paramsOf(request), connection);
    default:
      throw new Refusal(2, `Invalid request: unknown variant \`${method.slice(0, 40)}\`, expected one of ${METHODS}`);
  }
}

function subscribe(streams: readonly string[], connection: Controlled): null {
  for (const stream of streams) {
    if (parseStream(stream) === null) throw new Refusal(2, "Invalid request: invalid stream");
  }
  if (new Set([...connection.streams, ...streams]).size > MAX_STREAMS) {
    throw new Refusal(2, `Invalid request: too many streams, at most ${MAX_STREAMS} on one connection`);
  }
  connection.subscribe(streams);
  return null;
}

function setProperty(params: readonly unknown[], connection: Controlled): null {
  const [name, value] = params;
  if (params.length > 2) throw new Refusal(2, "Invalid request: too many parameters");
  knownProperty(name);
  if (typeof value !== "boolean") throw new Refusal(1, "Invalid value type: expected Boolean");
  connection.combined = value;
  return null;
}

function getProperty(params: readonly unknown[], connection: Controlled): boolean {
  if (params.length > 1) throw new Refusal(2, "Invalid request: too many parameters");
  knownProperty(params[0]);
  return connection.combined;
}

function knownProperty(name: unknown): void {
  if (typeof name !== "string") throw new Refusal(2, "Invalid request: property name must be a string");
  if (name !== "combined") throw new Refusal(0, "Unknown property");
}

function paramsOf(request: Record<string, unknown>): unknown[] {
  if (!Array.isArray(request["params"])) throw new Refusal(2, "Invalid request: params must be an array");
  return request["params"];
}

function streamsOf(request: Record<string, unknown>): string[] {
  return paramsOf(request).map((stream) => {
    if (typeof stream !== "string") throw new Refusal(2, "Invalid request: stream name must be a string");
    return stream;
  });
}
