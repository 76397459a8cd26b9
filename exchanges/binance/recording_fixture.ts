/** The recorded wire of 2021-10-12, for tests and benchmarks: every frame and depth snapshot with the time of its receipt. */
import { gunzipSync } from "node:zlib";
import type { Symbol } from "../../domain/market.ts";
import type { DepthSnapshot } from "./book_sync.ts";

const FOLDER = new URL("./fixtures/recordings/", import.meta.url);

/** The markets of the recording. */
export const RECORDED_SYMBOLS: readonly Symbol[] = ["NKN/USDT", "BLZ/ETH", "LRC/BTC", "RUNE/EUR"];

/** One line: a WebSocket frame, or the answer to a depth request. */
export type Recorded =
  | { readonly kind: "frame"; readonly receivedMs: number; readonly text: string }
  | {
    readonly kind: "snapshot";
    readonly receivedMs: number;
    readonly symbol: Symbol;
    readonly snapshot: DepthSnapshot;
  };

/** All lines in the order of their receipt. */
export async function recordedWire(): Promise<Recorded[]> {
  const frames = (await linesOf("BINANCE.ws.1.0.gz")).map(frameOf).filter((line) => line !== null);
  const snapshots = (await linesOf("BINANCE.http.0.0.gz")).map(snapshotOf).filter((line) => line !== null);
  return [...frames, ...snapshots].sort((a, b) => a.receivedMs - b.receivedMs);
}

async function linesOf(name: string): Promise<string[]> {
  return new TextDecoder().decode(gunzipSync(await Deno.readFile(new URL(name, FOLDER)))).split("\n");
}

/** `<unix s>: <json>`; null for the line that tells where it connected. */
function frameOf(line: string): Recorded | null {
  const [, seconds, text] = line.match(/^(\d+(?:\.\d+)?): (.*)$/) ?? [];
  return text === undefined ? null : { kind: "frame", receivedMs: Math.round(Number(seconds) * 1_000), text };
}

/** `<url> -> <unix s>: <json>`. */
function snapshotOf(line: string): Recorded | null {
  const [, wire, seconds, text] = line.match(/\/depth\?symbol=(\w+)\S* -> (\d+(?:\.\d+)?): (.*)$/) ?? [];
  const symbol = RECORDED_SYMBOLS.find((name) => name.replace("/", "") === wire);
  if (text === undefined || !symbol) return null;
  return { kind: "snapshot", receivedMs: Math.round(Number(seconds) * 1_000), symbol, snapshot: JSON.parse(text) };
}
