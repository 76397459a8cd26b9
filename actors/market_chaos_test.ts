/** The whole market room on a turned clock: hundreds of orders of events, in which anything may fail at any moment. */
import assert from "node:assert/strict";
import type { Candle } from "../domain/candle.ts";
import { foldCandles } from "../domain/candle_fold.ts";
import { bucketOpenMs, type Timeframe, timeframeMs } from "../domain/timeframe.ts";
import type { Shelf } from "./memory_recorder.ts";
import { supervisor } from "./runtime/mod.ts";
import { explore, type TestKit } from "./runtime/testkit.ts";
import { minuteCandle, ScriptedExchange } from "./scripted_exchange.ts";
import { candleKey } from "./topics.ts";
import { testOnce } from "../tests/once.ts";

const MADE: readonly Timeframe[] = ["3m", "5m", "10m", "15m", "1h"];
const MINUTES = 120;
const QUIET = 15;
/** What the recorder does not hear shows with the next candle of the timeframe: early enough for the hours. */
const NO_LOSS_FROM = 100;
/** The exchange halts here: these minutes do not exist. */
const HALT = { from: 47, to: 63 };

function tree(exchange: ScriptedExchange, shelf: Shelf) {
  const [symbols, recorderPath] = [["BTC/USDT"], "/root/recorder"];
  const endpoints = { restUrl: "http://exchange", wsUrl: "ws://exchange" };
  const feed = { exchange: "binance", endpoints, recorderPath, symbols, historyMs: 0, transport: exchange.transport };
  return supervisor({
    strategy: "rest_for_one",
    intensity: 10_000,
    children: [
      { id: "recorder", module: import.meta.resolve("./memory_recorder.ts"), args: { shelf } },
      ...MADE.map((timeframe) => ({
        id: `candles-${timeframe}`,
        module: import.meta.resolve("./candle_maker.actor.ts"),
        args: { timeframe, symbols, recorderPath },
      })),
      { id: "feed", module: import.meta.resolve("./market_feed.actor.ts"), args: feed },
    ],
  });
}

/** Every bucket that the chain of makers has reason to close: the last one may still wait for its source. */
function expected(minutes: readonly Candle[], timeframe: Timeframe): Candle[] {
  const buckets = Map.groupBy(minutes, ({ openMs }) => bucketOpenMs(openMs, timeframe));
  return [...buckets.values()]
    .map((parts) => foldCandles(parts, timeframe))
    .filter(({ openMs }) => openMs + timeframeMs(timeframe) <= minutes.at(-1)!.closeMs + 1);
}

async function serve(exchange: ScriptedExchange): Promise<void> {
  const { socket } = exchange;
  if (socket && !socket.closedByUs && socket.sent.length === 0) await socket.serves();
}

/** Restarted by hand: nobody else restarts with it. */
async function restart(kit: TestKit, path: string): Promise<void> {
  const restarted = kit.system.restart(path);
  if (kit.random() < 0.5) await kit.settle();
  else await restarted;
}

/** One minute passes on the exchange, and perhaps something breaks. */
async function pass(kit: TestKit, exchange: ScriptedExchange, n: number): Promise<void> {
  const chance = kit.random();
  const exists = (minute: number) => minute < HALT.from || minute > HALT.to;
  exchange.minutes = Array.from({ length: n + 2 }, (_, minute) => minute).filter(exists);
  exchange.answer = () => kit.random() < 0.1 ? new Response("", { status: 503 }) : undefined;
  if (exists(n)) {
    if (kit.random() < 0.9) exchange.closes(n);
    if (kit.random() < 0.1) exchange.closes(n);
    if (exists(n + 1)) exchange.updates(n + 1);
  }
  const actors = ["recorder", "feed", ...MADE.map((timeframe) => `candles-${timeframe}`)];
  if (chance < 0.03) exchange.socket.dies(1006);
  else if (chance < 0.05 && n < NO_LOSS_FROM) kit.drop("/root/recorder", "CandleClosed");
  else if (chance < 0.07 && n < NO_LOSS_FROM) await restart(kit, "/root/recorder");
  else if (chance < 0.09) await kit.crash(`/root/${actors[Math.floor(kit.random() * actors.length)]}`);
  else if (chance < 0.3) await kit.settle();
  else if (chance < 0.4) await kit.advance("2s");
  await serve(exchange);
}

testOnce(
  "whatever breaks, BTC/USDT ends with every candle of every timeframe, once and as the exchange has it",
  async () => {
    await explore({ runs: 40 }, async (kit) => {
      const [exchange, shelf]: [ScriptedExchange, Shelf] = [new ScriptedExchange(), new Map()];
      exchange.minutes = [0];
      await kit.start(tree(exchange, shelf));
      await serve(exchange);
      for (let n = 0; n < MINUTES; n++) await pass(kit, exchange, n);
      exchange.answer = () => undefined;
      // A while without faults: what was lost last shows with what follows it.
      for (let n = MINUTES; n < MINUTES + QUIET; n++) {
        exchange.minutes.push(n + 1);
        exchange.closes(n);
        await kit.advance("35s");
        await serve(exchange);
      }
      const minutes = exchange.minutes.slice(0, -1).map(minuteCandle);
      assert.deepEqual(shelf.get(candleKey("BTC/USDT", "1m")), minutes);
      for (const timeframe of MADE) {
        assert.deepEqual(shelf.get(candleKey("BTC/USDT", timeframe)), expected(minutes, timeframe), timeframe);
      }
    });
  },
);
