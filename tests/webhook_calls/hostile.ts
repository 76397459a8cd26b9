/** Calls of webhooks as strangers and broken senders make them: malformed, forged, late, oversized, and some that are right. */
import { MAX_CALL_BYTES } from "../../actors/webhook_desk_protocol.ts";

/** A call, and whether an order may come of it. */
export interface HostileCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array<ArrayBuffer> | null;
  readonly isGood: boolean;
}

const TYPES = ["application/json", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded", "x", ""];
const METHODS = ["GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];
const VALUES = [
  ...["-1", "0", "NaN", "Infinity", "1e999", "1e-99", "0x10", "1,5", "", "null", "true", "[]", "{}", "{{close}}"],
  ...["9".repeat(50), "1;drop table trades", "${7*7}", "<script>", "\0", "\u{D800}", "٣", "１", "1 2", "--1"],
];
const FIELDS = [
  "action",
  "symbol",
  "quantity",
  "price",
  "stop",
  "target",
  "time",
  "type",
  "percent",
  "value",
];

/** Makes calls of a webhook by chance; the same numbers make the same calls. */
export function hostileCall(token: string, nowMs: number, number: number, random: () => number): HostileCall {
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const type = pick(TYPES);
  const headers: Record<string, string> = { ...(type && { "content-type": type }) };
  if (random() < 0.2) headers["x-forwarded-for"] = pick(["52.89.214.238", "::1", "x".repeat(500), "1.1.1.1,2.2.2.2"]);
  if (random() < 0.2) headers.cookie = "aristobot_session=x";
  const good = { action: "buy", symbol: "BTC/USDT", quantity: "0.01", id: `good ${number}` };
  const call = (body: HostileCall["body"], isGood = false, path = `/webhook/${token}`): HostileCall => ({
    method: "POST",
    path,
    headers,
    body,
    isGood,
  });
  const json = (of: unknown) => JSON.stringify(of);
  const kinds: (() => HostileCall)[] = [
    () => call(json(good), true),
    () => call(`buy BTCUSDT quantity=0.01 id=good-${number}`, true),
    () => call(json({ ...good, [pick(FIELDS)]: pick(VALUES) + "\u{FFFF}" })),
    () => call(json({ ...good, [pick(FIELDS)]: pick([[], {}, [[1]], false]) })),
    () => call(json({ ...good, quantity: pick(VALUES) })),
    () => call(json({ ...good, time: new Date(nowMs - 121_000 - random() * 1e9).toISOString() })),
    () => call(json({ ...good, time: new Date(nowMs + 61_000 + random() * 1e9).toISOString() })),
    () => call(json({ ...good, [pick(["__proto__x", "constructor", "stopp", "toString", "leverage"])]: "1" })),
    () => call(json(good).slice(0, Math.floor(random() * 40))),
    () => call("[".repeat(5_000)),
    () => call(json({ ...good, comment: "x".repeat(MAX_CALL_BYTES) })),
    () => call(crypto.getRandomValues(new Uint8Array(Math.floor(random() * 300)))),
    () => call(Uint8Array.from([0xff, 0xfe, 0xc0, 0x80])),
    () => call(json(good), false, `/webhook/${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`),
    () => call(json(good), false, `/webhook/${pick(["", "%00", "%zz", "..", "a/b/c", "x".repeat(3_000), "'or 1=1"])}`),
    () => call(json({ ...good, secret: pick(["", "x", token.toLowerCase()]) }), false, "/webhook"),
    () => ({ ...call(null), method: pick(METHODS) }),
    () => call(null),
  ];
  return pick(kinds)();
}
