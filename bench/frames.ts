/**
 * How many frames of Binance's streams one core reads in a second. The limit is `JSON.parse` of the same frames without
 * any look at what is in them; both take many short turns, so that neither has the quieter moments of the machine.
 */
import type { Socket } from "../exchanges/binance/link_life.ts";
import { parseFrame } from "../exchanges/binance/frame.ts";
import { RECORDED_SYMBOLS, recordedWire } from "../exchanges/binance/recording_fixture.ts";
import { BinanceStreams } from "../exchanges/binance/streams.ts";
import { SymbolNames } from "../exchanges/binance/symbol_names.ts";
import type { Figure } from "./figure.ts";

/** Frames of one turn: short, so that of many turns some are not disturbed. */
const FRAMES = 5_000;
const ROUNDS = 120;
const WARM_ROUNDS = 8;
const MARKETS_AT_ONCE = 200;

const names = new SymbolNames(RECORDED_SYMBOLS);

/** Measures; about ten seconds. */
export async function benchFrames(): Promise<Figure[]> {
  const lines = (await recordedWire()).flatMap((line) => line.kind === "frame" ? [line.text] : []);
  const of = (stream: RegExp) => lines.filter((text) => stream.test(text));
  return [
    ...compared("the recorded 30 s, as they came", lines),
    ...await throughClient(lines),
    ...compared("aggTrade and kline", of(/@(aggTrade|kline_1m)"/)),
    ...compared("bookTicker", of(/@bookTicker"/)),
    ...compared("depth@100ms", of(/@depth@100ms"/)),
    ...compared(`!miniTicker@arr of ${MARKETS_AT_ONCE} markets`, [allMiniTickers()]),
  ];
}

function compared(group: string, lines: readonly string[]): Figure[] {
  const frames = repeated(lines, Math.round(FRAMES / (lines[0]!.length > 5_000 ? 50 : 1)));
  const [ours, json] = bothOf(frames, (text) => parseFrame(text, names), (text) => JSON.parse(text));
  return [
    { group, name: "read and checked", value: ours, unit: "frames/s" },
    { group, name: "by JSON.parse alone", value: json, unit: "frames/s", note: ratio(ours, json) },
  ];
}

/** From the socket's event to whoever listens to the streams. */
async function throughClient(lines: readonly string[]): Promise<Figure[]> {
  const group = "the recorded 30 s, as they came";
  const { promise: opened, resolve } = Promise.withResolvers<Socket>();
  let heard = 0;
  const streams = new BinanceStreams({
    wsUrl: () => Promise.resolve("ws://nowhere"),
    names,
    clock: { now: () => Date.now(), elapsed: () => performance.now(), sleep: (_, signal) => aborted(signal) },
    random: Math.random,
    open: () => {
      const socket = silentSocket();
      queueMicrotask(() => resolve(socket));
      return socket;
    },
    onFrame: () => heard++,
    onLive: () => {},
    onLost: () => {},
  });
  streams.subscribe(["nknusdt@depth@100ms"]);
  const socket = await opened;
  const tell = socket.onmessage!.bind(socket as unknown as WebSocket);
  const frames = repeated(lines, FRAMES);
  const [value, json] = bothOf(frames, (text) => tell({ data: text } as MessageEvent), (text) => JSON.parse(text));
  await streams.close(0);
  if (heard < FRAMES) throw new Error(`Cannot measure: expected ${FRAMES} frames, heard ${heard}`);
  const note = `${(value / json).toFixed(2)} × JSON.parse`;
  return [{ group, name: "from the socket to the listener", value, unit: "frames/s", note }];
}

/** Frames a second of each way, in turns; the mean of the quietest tenth of the rounds, after some to warm up. */
function bothOf(frames: readonly string[], ...ways: readonly ((text: string) => unknown)[]): [number, number] {
  const rounds: number[][] = [];
  for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
    const ms = ways.map((way) => {
      const startMs = performance.now();
      for (const text of frames) way(text);
      return performance.now() - startMs;
    });
    if (round >= WARM_ROUNDS) rounds.push(ms);
  }
  const quietest = rounds.sort((a, b) => sum(a) - sum(b)).slice(0, ROUNDS / 10);
  const perSecond = (way: number) => frames.length * quietest.length / sum(quietest.map((ms) => ms[way]!)) * 1_000;
  return [Math.round(perSecond(0)), Math.round(perSecond(1))];
}

function sum(of: readonly number[]): number {
  return of.reduce((all, one) => all + one, 0);
}

function repeated(lines: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, i) => lines[i % lines.length]!);
}

function ratio(ours: number, theirs: number): string {
  return `ours is ${(ours / theirs).toFixed(2)} × this`;
}

function allMiniTickers(): string {
  const markets = Array.from({ length: MARKETS_AT_ONCE }, (_, i) => RECORDED_SYMBOLS[i % RECORDED_SYMBOLS.length]!);
  const data = markets.map((symbol, i) => ({
    e: "24hrMiniTicker",
    E: 1_633_998_516_670 + i,
    s: symbol.replace("/", ""),
    c: "0.35280000",
    o: "0.35270000",
    h: "0.36280000",
    l: "0.33220000",
    v: "25877.00000000",
    q: "9116.04600000",
  }));
  return JSON.stringify({ stream: "!miniTicker@arr", data });
}

function silentSocket(): Socket {
  const socket: Socket = {
    onopen: null,
    onmessage: null,
    onerror: null,
    onclose: null,
    send: () => {},
    close() {
      socket.onclose?.call(socket as unknown as WebSocket, new CloseEvent("close", { code: 1000 }));
    },
  };
  return socket;
}

function aborted(signal?: AbortSignal): Promise<void> {
  return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason), { once: true }));
}
