/** Indicators against the vectors of Tulip Indicators; see fixtures/tulip_vectors.txt. */
import assert from "node:assert/strict";
import {
  adx,
  atr,
  bollinger,
  cci,
  dema,
  donchian,
  ema,
  hma,
  type Indicator,
  macd,
  mfi,
  obv,
  parabolicSar,
  roc,
  rsi,
  sma,
  stochastic,
  stochRsi,
  type Strategy,
  tema,
  williamsR,
  wma,
} from "./api.ts";
import { feed } from "./decide.ts";
import { watching } from "./test_strategies.ts";

type Column = "high" | "low" | "close" | "volume";
type Make = (strategy: Strategy) => readonly Indicator[];

/** The vectors print three decimals. */
const PRINTED = 0.000_51;

const vectors = await readVectors();

async function readVectors(): Promise<Map<string, number[][]>> {
  const text = await Deno.readTextFile(new URL("fixtures/tulip_vectors.txt", import.meta.url));
  const blocks = text.split("\n\n").map((block) => block.split("\n").filter((line) => line && !line.startsWith("#")));
  return new Map(
    blocks.filter(([name]) => name).map(([name, ...arrays]) => [
      name!,
      arrays.map((array) => array.slice(1, -1).split(",").map(Number)),
    ]),
  );
}

/** Every line's values over the vector's candles. */
function valuesOver(inputs: Readonly<Record<Column, number[] | undefined>>, make: Make): number[][] {
  const { strategy, lines } = watching(make);
  const { length } = inputs.close ?? inputs.high!;
  const values = lines.map((): number[] => []);
  for (let at = 0; at < length; at++) {
    const of = (column: Column) => inputs[column]?.[at];
    const close = of("close") ?? (of("high")! + of("low")!) / 2;
    const candle = { high: of("high") ?? close, low: of("low") ?? close, volume: of("volume") ?? 1 };
    feed(strategy, { openMs: at, open: close, close, ...candle });
    lines.forEach((line, which) => values[which]!.push(line.value));
  }
  return values;
}

/**
 * Compares where both have values. `warmUp`: how many values of the vector's own output are not counted here, since the
 * indicator waits until it has seen its whole period.
 */
function agrees(name: string, columns: readonly Column[], make: Make, warmUp = 0): void {
  const arrays = vectors.get(name) ?? assert.fail(`there is no vector "${name}"`);
  const inputs = Object.fromEntries(columns.map((column, at) => [column, arrays[at]])) as Record<Column, number[]>;
  const expected = arrays.slice(columns.length);
  const actual = valuesOver(inputs, make);
  assert.equal(actual.length, expected.length, name);
  expected.forEach((line, which) => {
    const skipped = actual[which]!.length - line.length;
    line.forEach((value, at) => {
      const own = actual[which]![skipped + at]!;
      if (at < warmUp) return assert.ok(Number.isNaN(own), `${name}, value ${at}: ${own} came too early`);
      assert.ok(Math.abs(own - value) <= PRINTED, `${name}, line ${which}, value ${at}: ${own} is not ${value}`);
    });
    assert.ok(line.length > 2);
  });
}

Deno.test("averages equal Tulip's", () => {
  agrees("sma 5", ["close"], (s) => [sma(s, 5)]);
  agrees("ema 5", ["close"], (s) => [ema(s, 5)], 4);
  agrees("wma 5", ["close"], (s) => [wma(s, 5)]);
  agrees("dema 5", ["close"], (s) => [dema(s, 5)]);
  agrees("tema 5", ["close"], (s) => [tema(s, 5)]);
  agrees("hma 5", ["close"], (s) => [hma(s, 5)]);
});

Deno.test("oscillators equal Tulip's", () => {
  agrees("rsi 5", ["close"], (s) => [rsi(s, 5)]);
  agrees("stochrsi 5", ["close"], (s) => [stochRsi(s, 5)]);
  agrees("stoch 5 3 3", ["high", "low", "close"], (s) => {
    const { k, d } = stochastic(s, 5, 3, 3);
    return [k, d];
  });
  agrees("willr 5", ["high", "low", "close"], (s) => [williamsR(s, 5)]);
  agrees("cci 5", ["high", "low", "close"], (s) => [cci(s, 5)]);
  agrees("mfi 5", ["high", "low", "close", "volume"], (s) => [mfi(s, 5)]);
  agrees("roc 5", ["close"], (s) => [roc(s, 5)]);
  agrees("obv", ["close", "volume"], (s) => [obv(s)]);
});

Deno.test("ranges and channels equal Tulip's", () => {
  agrees("atr 5", ["high", "low", "close"], (s) => [atr(s, 5)]);
  agrees("bbands 5 2", ["close"], (s) => {
    const { lower, middle, upper } = bollinger(s, 5, 2);
    return [lower, middle, upper];
  });
  agrees("max 5", ["close"], (s) => [donchian(s, 5).upper]);
  agrees("min 5", ["close"], (s) => [donchian(s, 5).lower]);
});

Deno.test("indicators of trends equal Tulip's", () => {
  agrees("macd 2 5 9", ["close"], (s) => {
    const lines = macd(s, 2, 5, 9);
    return [lines.macd, lines.signal, lines.histogram];
  });
  agrees("adx 5", ["high", "low"], (s) => [adx(s, 5).adx]);
  agrees("psar .2 2", ["high", "low"], (s) => [parabolicSar(s, 0.2, 2)]);
});

Deno.test("the directional lines equal Tulip's wherever the ADX has a value", () => {
  const [high, low, close, plus, minus] = vectors.get("di 5")!;
  const [, ownPlus, ownMinus] = valuesOver({ high, low, close, volume: undefined }, (s) => {
    const lines = adx(s, 5);
    return [lines.adx, lines.plus, lines.minus];
  });
  for (let at = 8; at < high!.length; at++) {
    assert.ok(Math.abs(ownPlus![at]! - plus![at - 4]!) <= PRINTED, `plus ${at}: ${ownPlus![at]}`);
    assert.ok(Math.abs(ownMinus![at]! - minus![at - 4]!) <= PRINTED, `minus ${at}: ${ownMinus![at]}`);
  }
});
