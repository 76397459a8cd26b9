/** What the tests of the demo exchange share: a turned clock, small recordings, a client that remembers frames. */
import { WebSocket } from "ws";
import { DemoExchange } from "./exchange.ts";
import { ExchangeClock } from "./exchange_clock.ts";
import type { KlineRow } from "./klines_file.ts";
import { MarketHistory } from "./market_history.ts";
import { openMarkets, readRecordings, SHIPPED_RECORDINGS } from "./markets.ts";
import { rulesFor } from "./market_rules.ts";
import { Recording } from "./recording.ts";
import type { ServerTime } from "./server_time.ts";
import { type DemoExchangeOptions, type RunningDemoExchange, startDemoExchange } from "./server.ts";

/** 2023-04-04 12:00 UTC, a whole day of the shipped recordings. */
export const NOON = Date.UTC(2023, 3, 4, 12);

/** A clock that stands until it is turned. */
export class TurnedTime implements ServerTime {
  #nowMs: number;
  #timers = new Set<{ dueMs: number; periodMs: number; call: () => void }>();
  #waiting: (() => void)[] = [];

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  now(): number {
    return this.#nowMs;
  }

  every(periodMs: number, call: () => void): () => void {
    const timer = { dueMs: this.#nowMs + periodMs, periodMs, call };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  soon(call: () => void): () => void {
    this.#waiting.push(call);
    return () => this.#waiting = this.#waiting.filter((waiting) => waiting !== call);
  }

  /** Turns the clock by so much; timers fire in order. */
  turn(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (let timer = this.#next(untilMs); timer !== undefined; timer = this.#next(untilMs)) {
      this.#nowMs = timer.dueMs;
      timer.dueMs += timer.periodMs;
      timer.call();
      for (let call = this.#waiting.shift(); call !== undefined; call = this.#waiting.shift()) call();
    }
    this.#nowMs = untilMs;
  }

  /** Sets the clock without firing anything, as when the machine was asleep or its clock was set. */
  set(nowMs: number): void {
    this.#nowMs = nowMs;
  }

  #next(untilMs: number) {
    const due = [...this.#timers].filter((timer) => timer.dueMs <= untilMs);
    return due.sort((a, b) => a.dueMs - b.dueMs)[0];
  }
}

/** Rows of consecutive minutes: `[open, high, low, close, volume]`, or null for a minute that was lost. */
export function minutes(
  startMs: number,
  cells: readonly (readonly [string, string, string, string, string] | null)[],
): KlineRow[] {
  return cells.flatMap((cell, index) => {
    if (cell === null) return [];
    const [open, high, low, close, volume] = cell;
    return [{ openMs: startMs + index * 60_000, open, high, low, close, volume }];
  });
}

/** A market of such rows, without shift. */
export function historyOf(rows: readonly KlineRow[], seed = 1): MarketHistory {
  const name = { id: "BTCUSDT", base: "BTC", quote: "USDT" };
  return new MarketHistory(new Recording(rulesFor(name, rows), rows), 0, seed);
}

/** The shipped recordings, unshifted: the exchange's time is the time of the recording. */
export async function shippedMarkets(seed = 1): Promise<MarketHistory[]> {
  const recordings = await shippedRecordings();
  const shifts = Object.fromEntries(
    recordings.map((
      { rules, startMs, length },
    ) => [rules.id, { shiftMs: 0, recordingStartMs: startMs, recordingMinutes: length }]),
  );
  return openMarkets(recordings, shifts, seed);
}

let loading: Promise<Recording[]> | undefined;

/** The shipped recordings, read once. */
export function shippedRecordings(): Promise<Recording[]> {
  return loading ??= readRecordings(SHIPPED_RECORDINGS);
}

/** Runs a demo exchange for the length of a test. */
export async function withExchange(
  options: DemoExchangeOptions,
  test: (running: RunningDemoExchange) => Promise<void>,
): Promise<void> {
  const running = await startDemoExchange(options);
  try {
    await test(running);
  } finally {
    await running.close();
  }
}

const MOST_FRAMES = 5000;

/** A client of the stream server that keeps what it received. */
export class StreamClient implements AsyncDisposable {
  // deno-lint-ignore no-explicit-any -- frames are looked at field by field in tests
  readonly frames: any[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  #wake: () => void = () => {};

  private constructor(readonly socket: WebSocket) {
    socket.on("message", (data) => {
      this.frames.push(JSON.parse(data.toString()));
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      socket.on("close", (code, reason) => {
        this.#wake();
        resolve({ code, reason: reason.toString() });
      });
    });
  }

  static async open(url: string): Promise<StreamClient> {
    const client = new StreamClient(new WebSocket(url));
    await new Promise<void>((resolve, reject) => {
      client.socket.once("open", () => resolve());
      client.socket.once("error", reject);
    });
    return client;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  /** The first frame, received already or to come, that fits. Fails when the connection ends before. */
  // deno-lint-ignore no-explicit-any -- as above
  async frame(fits: (frame: any) => boolean): Promise<any> {
    for (let seen = 0;;) {
      const found = this.frames.slice(seen).find(fits);
      seen = this.frames.length;
      if (found !== undefined) return found;
      if (seen > MOST_FRAMES) {
        throw new Error(`None of ${seen} frames fits; last: ${JSON.stringify(this.frames.at(-1))}`);
      }
      if (this.socket.readyState === WebSocket.CLOSED) {
        throw new Error(`Closed before the frame came; last: ${JSON.stringify(this.frames.at(-1))}`);
      }
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  /** Sends a request and waits for its answer. */
  async ask(request: { id: number | string; method: string; params?: unknown }) {
    this.send(request);
    return await this.frame((frame) => frame.id === request.id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.socket.readyState !== WebSocket.CLOSED) this.socket.close();
    await this.closed;
  }
}

/** Binance's own candles of the recorded time: `[openMs, open, high, low, close, volume]`, in the recording's time. */
export async function readRecordedCandles(
  symbol: string,
  timeframe: "5m" | "15m" | "1h",
): Promise<[number, number, number, number, number, number][]> {
  const file = new URL(`./fixtures/${symbol.replace("/", "_")}-${timeframe}.json.gz`, import.meta.url);
  const packed = await Deno.readFile(file);
  const text = new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")));
  return await text.json();
}

/** An exchange whose clock stands. */
export function standingExchange(markets: readonly MarketHistory[], nowMs: number): DemoExchange {
  const time = new TurnedTime(nowMs);
  return new DemoExchange(markets, new ExchangeClock({ wallMs: nowMs, exchangeMs: nowMs }, 1, () => time.now()));
}
