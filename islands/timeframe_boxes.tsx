/** One box per timeframe: its last closed candle of every symbol, with a flash when one closes. */
import { useEffect } from "preact/hooks";
import type { Candle } from "../domain/candle.ts";
import type { Symbol } from "../domain/market.ts";
import type { Timeframe } from "../domain/timeframe.ts";
import { candles as liveCandles, keyOf, seed, useLive } from "../web/client/store.ts";
import { percent, price } from "../web/format.ts";
import { type Language, type Texts, textsOf } from "../web/i18n/mod.ts";
import { useTimes } from "../web/zone.ts";

interface BoxesProps {
  readonly language: Language;
  readonly symbols: readonly Symbol[];
  /** The shortest first. */
  readonly timeframes: readonly Timeframe[];
  readonly candles: readonly Candle[];
}

export default function TimeframeBoxes({ language, symbols, timeframes, candles: rendered }: BoxesProps) {
  const { heartbeat: texts } = textsOf(language);
  useEffect(() => seed({ candles: [...rendered] }), []);
  const known = useLive(liveCandles, null) ?? new Map(rendered.map((candle) => [keyOf(candle), candle]));
  return (
    <ul class="boxes" aria-label={texts.timeframes}>
      {timeframes.map((timeframe) => <Box key={timeframe} {...{ timeframe, symbols, known, language, texts }} />)}
    </ul>
  );
}

interface BoxProps {
  readonly timeframe: Timeframe;
  readonly symbols: readonly Symbol[];
  readonly known: ReadonlyMap<string, Candle>;
  readonly language: Language;
  readonly texts: Texts["heartbeat"];
}

function Box({ timeframe, symbols, known, language, texts }: BoxProps) {
  const { clockTime } = useTimes();
  const last = symbols.flatMap((symbol) => known.get(keyOf({ symbol, timeframe })) ?? []);
  const closedMs = last.length === 0 ? null : Math.max(...last.map((candle) => candle.closeMs)) + 1;
  return (
    // A new signal makes the element anew, which starts its flash again.
    <li class={`box ${closedMs === null ? "silent" : "signal"}`} key={closedMs}>
      <h3>
        {timeframe}
        <small>
          {closedMs === null ? texts.noSignal : <time>{clockTime(closedMs)}</time>}
        </small>
      </h3>
      {last.map((candle) => <BoxLine key={candle.symbol} candle={candle} language={language} />)}
    </li>
  );
}

function BoxLine({ candle, language }: { candle: Candle; language: Language }) {
  const change = percent(candle.open, candle.close, language);
  const tone = change.startsWith("+") ? "up" : change.startsWith("-") || change.startsWith("−") ? "down" : "even";
  return (
    <p>
      <span class="box-symbol">{candle.symbol.split("/")[0]}</span>
      <span class="box-price">{price(candle.close, language)}</span>
      <span class={tone}>{change}</span>
    </p>
  );
}
