/** How fast a backtest runs: the built-in class, a user's source in its process, a plain loop, and grademark. */
import { runContained } from "../backtest/contained_run.ts";
import { runHere } from "../backtest/job.ts";
import type { CandleColumns } from "../domain/backtest/candle_columns.ts";
import type { GivenOptions } from "../domain/backtest/options.ts";
import { benchCandles, CANDLES } from "./backtest_candles.ts";
import { benchGrademark } from "./backtest_peer.ts";
import SmaCrossWithStop from "./backtest_strategy.ts";
import source from "./backtest_strategy.ts" with { type: "text" };
import { benchStoredCandles } from "./backtest_database.ts";
import { peakOfChildren } from "./child_memory.ts";
import type { Figure } from "./figure.ts";

const MILLION = 1_000_000;
const ROUNDS = 8;
/** In place, so many that the language's engine has compiled what it runs for the best of them. */
const IN_PLACE_ROUNDS = 20;
/** Fees, and enough money that a million candles do not use it up. */
const options: GivenOptions = { cash: 1e9, takerFee: 0.0005, makerFee: 0.0002, sizing: { by: "units", units: 10 } };
const terms = { parameters: {}, options };

/** Measures everything; takes some ten seconds. */
export async function benchBacktest(): Promise<Figure[]> {
  const candles = benchCandles();
  const { trades } = runHere(SmaCrossWithStop, terms, candles);
  const memory = Deno.memoryUsage().rss / 1_048_576;
  const house = await fastest(() => Promise.resolve(runHere(SmaCrossWithStop, terms, candles)), IN_PLACE_ROUNDS);
  const contained = await fastest(() => runContained({ source, candles, ...terms }));
  const two = await fastest(() => Promise.all([1, 2].map(() => runContained({ source, candles, ...terms }))));
  const childMemory = await peakOfChildren(() => runContained({ source, candles, ...terms }));
  const loop = await fastest(() => Promise.resolve(plainLoop(candles)));
  const peer = await benchGrademark();
  const unit = "M candles/s";
  const own = (rate: number) => typeof peer === "number" ? `${(rate / peer).toFixed(1)} × grademark; ` : "";
  return [
    { name: "plain typed-array loop", value: loop, unit, note: "limit: two running sums, no orders" },
    {
      name: "built-in class",
      value: house,
      unit,
      note: `${own(house)}whole engine, fees, stops, ${trades.length} trades`,
    },
    {
      name: "user's source in its process",
      value: contained,
      unit,
      note: `${own(contained)}start, transport and result included`,
    },
    {
      name: "grademark",
      ...typeof peer === "number" ? { value: peer } : {},
      unit,
      note: typeof peer === "number" ? "long only, no fees, a stop" : peer,
    },
    {
      name: "two sources at once",
      value: contained / two,
      unit: "× one",
      note: "the time of both, each in its process",
    },
    { name: "memory after one run in place", value: memory, unit: "MiB", note: "candles, equity and trades in it" },
    { name: "most memory of a source's process", ...childMemory && { value: childMemory }, unit: "MiB" },
    ...await benchStoredCandles(),
  ];
}

/** The best of some rounds, in million candles a second: what others do on the machine only slows. */
async function fastest(work: () => Promise<unknown>, rounds = ROUNDS): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) best = Math.min(best, await secondsOf(work));
  return CANDLES / best / MILLION;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}

/** The same crossings without an order or strategy model. */
function plainLoop({ close, length }: CandleColumns): number {
  let [fast, slow, side, crossed] = [0, 0, 0, 0];
  for (let at = 0; at < length; at++) {
    fast += close[at]! - (at >= 10 ? close[at - 10]! : 0);
    slow += close[at]! - (at >= 20 ? close[at - 20]! : 0);
    const now = at < 19 ? 0 : Math.sign(fast / 10 - slow / 20);
    if (now !== 0 && now !== side) {
      if (side !== 0) crossed++;
      side = now;
    }
  }
  return crossed;
}
