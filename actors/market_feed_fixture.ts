/** A market feed beside a recorder in memory, on an exchange in the hand of a test. */
import type { Candle } from "../domain/candle.ts";
import { put, type Shelf } from "./memory_recorder.ts";
import { supervisor } from "./runtime/mod.ts";
import type { TestKit } from "./runtime/testkit.ts";
import { minuteCandle, ScriptedExchange, START_MS } from "./scripted_exchange.ts";
import { candleKey, heartbeat } from "./topics.ts";

/** The market and timeframe of the tests. */
export const KEY = candleKey("BTC/USDT", "1m");

/** Whole numbers, both ends included. */
export const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Which minutes were told. */
export const minutesOf = (told: readonly { candle: Candle }[]) =>
  told.map(({ candle }) => (candle.openMs - START_MS) / 60_000);

/** A recorder's shelf that holds these minutes. */
export function shelfOf(minutes: readonly number[]): Shelf {
  const shelf: Shelf = new Map();
  for (const n of minutes) put(shelf, minuteCandle(n));
  return shelf;
}

/** What a test may choose. */
export interface FeedOptions {
  /** What the recorder has stored. */
  readonly shelf?: Shelf;
  readonly historyMs?: number;
  readonly deskPath?: string;
  readonly streamsPerConnection?: number;
  /** Who stands beside the feed. */
  readonly children?: readonly { readonly id: string; readonly module: string }[];
}

/** Starts a feed; its sockets are for the test to serve. */
export async function startFeed(kit: TestKit, exchange: ScriptedExchange, of: FeedOptions = {}): Promise<void> {
  const { shelf = new Map(), historyMs = 0, children = [], ...more } = of;
  const args = {
    exchange: "binance",
    endpoints: { restUrl: "http://exchange", wsUrl: "ws://exchange" },
    recorderPath: "/root/recorder",
    symbols: ["BTC/USDT"],
    historyMs,
    transport: exchange.transport,
    ...more,
  };
  await kit.start(supervisor({
    strategy: "rest_for_one",
    intensity: 1_000,
    children: [
      { id: "recorder", module: import.meta.resolve("./memory_recorder.ts"), args: { shelf } },
      { id: "feed", module: import.meta.resolve("./market_feed.actor.ts"), args },
      ...children,
    ],
  }));
  await kit.settle();
}

/** A feed of which minute `stored` is the last that is stored, on an exchange whose minute `open` is the open one. */
export async function feedAfter(kit: TestKit, stored: number, open: number) {
  const exchange = new ScriptedExchange();
  exchange.minutes = range(0, open);
  await startFeed(kit, exchange, { shelf: shelfOf([stored]) });
  return { exchange, told: kit.probe(heartbeat.key(KEY)) };
}

/** The same, with the wire served and all told that was to be told at first. */
export async function feedOnTheWire(kit: TestKit, stored: number, open: number) {
  const feed = await feedAfter(kit, stored, open);
  await feed.exchange.socket.serves();
  await kit.settle();
  return feed;
}
