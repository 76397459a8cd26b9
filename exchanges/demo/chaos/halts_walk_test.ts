import assert from "node:assert/strict";
import { startDemoExchange } from "../server.ts";
import { NOON, StreamClient, TurnedTime, withExchange } from "../test_support.ts";
import { expectedCandles } from "../truth.ts";
import type { ChaosOptions } from "./plan.ts";
import { WILD } from "./presets.ts";

const HOUR = 3_600_000;
const chaos = { seed: 6, halts: 6, flatMinutes: 4, missingMinutes: 4 };

Deno.test("streams, REST and truth agree through planned halts, and the log names them", async () => {
  const time = new TurnedTime(NOON);
  await withExchange({ time, fromMs: NOON, speed: 600, chaos, limits: { pongWithinMs: Infinity } }, async (running) => {
    await using client = await StreamClient.open(`${running.wsUrl}/stream?streams=btcusdt@kline_1m/btcusdt@trade`);
    time.turn(2 * HOUR / 600);
    await client.ask({ method: "LIST_SUBSCRIPTIONS", id: 1 });
    const truth = expectedCandles(running.exchange, "BTC/USDT", "1m", NOON, NOON + 2 * HOUR);
    const closed = client.frames.filter(({ data }) => data?.e === "kline" && data.k.x).map(({ data }) => data.k);
    const row = (openMs: number, close: string, volume: string) => `${openMs} ${close} ${volume}`;
    assert.deepEqual(closed.map((k) => row(k.t, k.c, k.v)), truth.map((c) => row(c.openMs, c.close, c.volume)));
    const response = await fetch(
      `${running.restUrl}/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=${NOON}&endTime=${NOON + 2 * HOUR - 1}`,
    );
    const rows: string[][] = await response.json();
    assert.deepEqual(
      rows.map((cells) => row(Number(cells[0]), cells[4]!, cells[5]!)),
      closed.map((k) => row(k.t, k.c, k.v)),
    );
    assert.ok(truth.length < 120 && truth.some((candle) => Number(candle.volume) === 0));
    const ids = client.frames.filter(({ data }) => data?.e === "trade").map(({ data }) => data.t);
    assert.deepEqual(ids, ids.map((_, place) => ids[0] + place));
    const halts = running.faults().filter(({ kind, target }) => kind === "halt" && target === "BTCUSDT");
    assert.ok(halts.length >= 8, `${halts.length} halts`);
  });
});

Deno.test("halts that have been are history after a restart, with or without a plan", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const time = new TurnedTime(NOON);
    const options = { time, fromMs: NOON, speed: 600, statePath: `${directory}/demo.json` };
    const first = await startDemoExchange({ ...options, chaos });
    time.turn(HOUR / 600);
    const truth = (running: typeof first, hours: number) =>
      expectedCandles(running.exchange, "ETH/USDT", "1m", NOON, NOON + hours * HOUR);
    const [one, three] = [truth(first, 1), truth(first, 3)];
    await first.close();
    const second = await startDemoExchange({ ...options, chaos });
    assert.deepEqual(truth(second, 3), three);
    await second.close();
    const calm = await startDemoExchange(options);
    assert.deepEqual(truth(calm, 1), one);
    assert.ok(truth(calm, 3).length > three.length);
    await calm.close();
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("whatever goes wrong on the way, halts apart, the exchange's own candles stay the recording's", async () => {
  const candles = async (chaos: ChaosOptions | null) => {
    const time = new TurnedTime(NOON);
    let body = "";
    await withExchange(
      { time, fromMs: NOON, speed: 600, chaos },
      async ({ restUrl, wsUrl, setChaos, clock, faults }) => {
        const client = await StreamClient.open(`${wsUrl}/ws/btcusdt@trade`);
        time.turn(HOUR / 600);
        assert.equal(faults().length > 0, chaos !== null);
        setChaos(null);
        time.turn(HOUR / 600); // an outage that still lasts ends
        assert.ok(clock.now() >= NOON + 2 * HOUR);
        const path = `klines?symbol=BTCUSDT&interval=1m&startTime=${NOON}&endTime=${NOON + 2 * HOUR - 1}`;
        body = await (await fetch(`${restUrl}/api/v3/${path}`)).text();
        client.socket.terminate();
      },
    );
    return body;
  };
  assert.equal(await candles({ ...WILD, halts: 0, clockJumps: 6 }), await candles(null));
});
