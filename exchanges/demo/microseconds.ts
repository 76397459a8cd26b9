/** `timeUnit=MICROSECOND`: the same payloads with their times in microseconds since 1970. */

/** In which unit a client wants its times. */
export type TimeUnit = "MILLISECOND" | "MICROSECOND";

/** Times in REST answers, by name. */
const REST_TIMES = new Set([
  "serverTime",
  "openTime",
  "closeTime",
  "time",
  "T",
  "updateTime",
  "workingTime",
  "transactTime",
  "transactionTime",
  "trailingTime",
]);
/** Times in stream events by the event's `e`; the parts of names differ, as `t` is a time here and an id there. */
const EVENT_TIMES: Readonly<Record<string, readonly string[]>> = {
  trade: ["E", "T"],
  aggTrade: ["E", "T"],
  avgPrice: ["E", "T"],
  depthUpdate: ["E"],
  kline: ["E"],
  referencePrice: ["t"],
  serverShutdown: ["E"],
  "24hrMiniTicker": ["E"],
  "24hrTicker": ["E", "O", "C"],
  "1hTicker": ["E", "O", "C"],
  "4hTicker": ["E", "O", "C"],
  "1dTicker": ["E", "O", "C"],
};
/** A number from here on was meant as microseconds. */
const MICROSECONDS_FROM = 1e14;

/** Reads the name of a unit, in upper or lower case; null when it is none. Without a name: milliseconds. */
export function timeUnitOf(name: string | null | undefined): TimeUnit | null {
  if (name === null || name === undefined) return "MILLISECOND";
  const known = (["MILLISECOND", "MICROSECOND"] as const).find((unit) => name === unit || name === unit.toLowerCase());
  return known ?? null;
}

/** A time that a client sent, in ms, whichever of the two units it used. */
export function inMilliseconds(time: number): number {
  return time >= MICROSECONDS_FROM ? Math.floor(time / 1000) : time;
}

/** The end of a bucket, whose last ms is told: its last microsecond. */
export function lastMicrosecond(closeMs: number): number {
  return closeMs * 1000 + 999;
}

/** The body of a REST answer with every time in microseconds. */
export function bodyInMicroseconds(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(bodyInMicroseconds);
  if (typeof body !== "object" || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      REST_TIMES.has(name) && typeof value === "number" ? value * 1000 : bodyInMicroseconds(value),
    ]),
  );
}

/** The payload of a stream, JSON text, with every time in microseconds. */
export function payloadInMicroseconds(payload: string): string {
  const event = JSON.parse(payload) as Fields | Fields[];
  return JSON.stringify(Array.isArray(event) ? event.map(eventInMicroseconds) : eventInMicroseconds(event));
}

type Fields = Readonly<Record<string, unknown>>;

function eventInMicroseconds(event: Fields): Fields {
  const times = EVENT_TIMES[String(event["e"])] ?? [];
  const changed = Object.fromEntries(times.map((name) => [name, Number(event[name]) * 1000]));
  return { ...event, ...changed, ...klineInMicroseconds(event["k"]) };
}

function klineInMicroseconds(kline: unknown): Fields {
  if (typeof kline !== "object" || kline === null) return {};
  const { t, T } = kline as { t: number; T: number };
  return { k: { ...kline, t: t * 1000, T: lastMicrosecond(T) } };
}
