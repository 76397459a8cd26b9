/** grademark over the same candles: SMA 10/20 cross, long only, with a stop of 1 %; it knows no fees. */
import { DataFrame } from "data-forge";
import { backtest, type IBar } from "grademark";
import { benchCandles, CANDLES } from "../backtest_candles.ts";

interface Bar extends IBar {
  fast: number;
  slow: number;
}

const candles = benchCandles();

/** Bars with their averages, as its rules want them; making them is not what is measured. */
function barsOf(): Bar[] {
  let [fast, slow] = [0, 0];
  return Array.from({ length: CANDLES }, (_, at) => {
    const close = candles.close[at]!;
    fast += close - (candles.close[at - 10] ?? 0);
    slow += close - (candles.close[at - 20] ?? 0);
    const prices = { open: candles.open[at]!, high: candles.high[at]!, low: candles.low[at]!, close, volume: 1 };
    return { time: new Date(candles.openMs[at]!), ...prices, fast: fast / 10, slow: slow / 20 };
  });
}

const bars = new DataFrame<number, Bar>(barsOf());
const strategy = {
  entryRule: (enter: () => void, { bar }: { bar: Bar }) => bar.fast > bar.slow && enter(),
  exitRule: (exit: () => void, { bar }: { bar: Bar }) => bar.fast < bar.slow && exit(),
  stopLoss: ({ entryPrice }: { entryPrice: number }) => entryPrice * 0.01,
};

let best = Infinity;
for (let round = 0; round < 3; round++) {
  const began = performance.now();
  backtest(strategy, bars);
  best = Math.min(best, performance.now() - began);
}
console.log(CANDLES / best / 1_000);
