/** The whole house on loopback: how long from the frame that closes a candle to the strategy's decision. */
import { rawStream, strategyStatuses } from "../actors/topics.ts";
import { openHouse, until } from "../tests/house.ts";
import type { Figure } from "./figure.ts";

const SAMPLES = 300;
/** A minute of the market passes in 200 ms. */
const SPEED = 300;
const LIMIT_MS = 180_000;

/** Measures with the platform as it is started, the demo exchange among it, at a fast market. */
export async function benchHouse(): Promise<Figure[]> {
  await using house = await openHouse({ DEMO_SPEED: String(SPEED) });
  const receivedMs = new Map<number, number>();
  const latenciesMs: number[] = [];
  house.system.subscribe(rawStream.key("BTC/USDT"), (frame) => {
    const openMs = frame.closes ? Number(frame.text.match(/"k":\{"t":(\d+)/)?.[1]) : NaN;
    if (openMs > 0) receivedMs.set(openMs, frame.receivedMs);
  });
  house.system.subscribe(strategyStatuses, ({ lastCandleMs }) => {
    const began = receivedMs.get(lastCandleMs ?? 0);
    if (began === undefined) return;
    receivedMs.delete(lastCandleMs!);
    latenciesMs.push(performance.timeOrigin + performance.now() - began);
  });
  await until(`${SAMPLES} decisions`, LIMIT_MS, () => latenciesMs.length >= SAMPLES);
  latenciesMs.sort((a, b) => a - b);
  const at = (share: number) => latenciesMs[Math.floor(share * (latenciesMs.length - 1))]!;
  const note = `${latenciesMs.length} candles at ${SPEED} times speed; socket, feed, main, child process and back`;
  return [
    { name: "frame to decision, p50", value: at(0.5), unit: "ms", note },
    { name: "frame to decision, p99", value: at(0.99), unit: "ms" },
    { name: "memory of the main process", value: Deno.memoryUsage().rss / 2 ** 20, unit: "MiB" },
  ];
}
