/** For tests: browsers before a live feed, each with a session. */
import type { Candle } from "../domain/candle.ts";
import type { EventId } from "./live/live_events.ts";
import { parseLastEventId } from "./live/sse.ts";
import { StreamDesk } from "./live/stream_desk.ts";
import type { Observation } from "./live/tree_report.ts";
import { supervisor } from "./runtime/mod.ts";
import type { TestKit } from "./runtime/testkit.ts";
import { sessionProtocol } from "./session.actor.ts";
import * as topics from "./topics.ts";

/** Whose the fixture's session is. */
export const USER = "u1";
/** Where its live feed stands. */
export const LIVE = "/root/live";

/** An event as a browser was told it. */
export interface Received {
  readonly event: string;
  readonly id: EventId | null;
  // deno-lint-ignore no-explicit-any -- the data of any event
  readonly data: any;
}

/** A browser: reads a stream to where it stands, and remembers the last id as an EventSource does. */
export class Browser {
  lastId: EventId | null = null;
  readonly received: Received[] = [];
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #rest = "";
  #pending: Promise<unknown> = Promise.resolve();

  isOpen = false;

  open(stream: ReadableStream<Uint8Array>): void {
    this.isOpen = true;
    this.#rest = "";
    this.#reader = stream.getReader();
    this.#pending = this.#read(this.#reader);
  }

  async close(): Promise<void> {
    await this.#reader?.cancel();
    await this.#pending;
  }

  async #read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        this.#rest += decoder.decode(value, { stream: true });
        const blocks = this.#rest.split("\n\n");
        this.#rest = blocks.pop() ?? "";
        for (const block of blocks) this.#take(block);
      }
    } finally {
      this.isOpen = false;
    }
  }

  #take(block: string): void {
    const fields = new Map(block.split("\n").map((line) => line.split(": ", 2) as [string, string]));
    const id = parseLastEventId(fields.get("id"));
    this.lastId = id ?? this.lastId;
    const event = fields.get("event");
    if (event) this.received.push({ event, id, data: JSON.parse(block.slice(block.indexOf("data: ") + 6)) });
  }
}

/** Whose session it is. */
interface Of {
  readonly seesAll?: boolean;
  readonly isSignedIn?: () => Promise<boolean>;
}

/** Starts a live feed and a session over it; `boundBytes` = what may wait for a browser that does not read. */
export async function house(kit: TestKit, boundBytes?: number, of: Of = {}) {
  const desk = new StreamDesk(boundBytes);
  const observe = (): Promise<Observation> =>
    kit.system.tree().then((tree) => ({ tree, deadLetters: { count: 0, last: [] } }));
  const recall = () => Promise.resolve({ candles: [], strategies: [], status: null, runs: [] });
  const trace = (path: string, signal: AbortSignal) => kit.system.trace(path, signal);
  await kit.start(supervisor({
    strategy: "one_for_one",
    intensity: 100, // many crashes in no time at all: the clock stands still
    children: [
      { id: "live", module: import.meta.resolve("./live.actor.ts"), args: { observe, trace, recall } },
      { id: "sessions", supervisor: supervisor({ strategy: "dynamic" }) },
    ],
  }));
  const session = await kit.system.start("/root/sessions", {
    id: "s",
    module: import.meta.resolve("./session.actor.ts"),
    protocol: sessionProtocol,
    args: { userId: USER, build: "b1", dev: false, livePath: LIVE, desk, ...of },
    restart: "temporary",
  });
  const connect = async (browser: Browser) => {
    const stream = desk.open();
    const attached = session.ask("AttachStream", { streamId: stream.id, lastEventId: browser.lastId });
    browser.open(stream.readable);
    await kit.settle();
    return await attached;
  };
  return { desk, session, connect };
}

/** The same, and a browser that has connected. */
export async function houseWithBrowser(kit: TestKit, boundBytes?: number, of?: Of) {
  const started = await house(kit, boundBytes, of);
  const browser = new Browser();
  await started.connect(browser);
  return { ...started, browser };
}

/** The candle of a minute. */
export function candle(n: number): Candle {
  return {
    symbol: "BTC/USDT",
    timeframe: "1m",
    openMs: n * 60_000,
    closeMs: n * 60_000 + 59_999,
    open: "1",
    high: "1",
    low: "1",
    close: String(n),
    volume: "0",
  };
}

/** Tells that the candle of a minute has closed. */
export const closeCandle = (kit: TestKit, n: number) => kit.system.publish(topics.heartbeat, { candle: candle(n) });
