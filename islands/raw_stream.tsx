/** The raw stream: the last 60 frames as received, the newest above, closing candles in green. */
import { useEffect, useState } from "preact/hooks";
import type { MarketFrame } from "../domain/heartbeat.ts";
import { watch } from "../web/client/live_connection.ts";
import { ROWS, rows as liveRows, seed, useLive } from "../web/client/store.ts";
import { count } from "../web/format.ts";
import { fill, type Language, type Texts, textsOf } from "../web/i18n/mod.ts";
import { useTimes } from "../web/zone.ts";
import { Icon } from "../components/icon.tsx";
import { Panel } from "../components/panel.tsx";

export default function RawStream({ language, rows: rendered }: { language: Language; rows: readonly MarketFrame[] }) {
  const { heartbeat: texts } = textsOf(language);
  const [frozen, setFrozen] = useState<readonly MarketFrame[] | null>(null);
  useEffect(() => {
    seed({ rows: [...rendered] });
    return watch("raw");
  }, []);
  const live = useLive(liveRows, rendered);
  const shown = frozen ?? live;
  const hint = frozen ? texts.paused : fill(texts.rawHint, { count: count(ROWS, language) });
  const aside = (
    <>
      <span class="quiet">{hint}</span>
      <button
        type="button"
        class="tool wide"
        aria-pressed={frozen !== null}
        onClick={() => setFrozen(frozen ? null : live)}
      >
        <Icon name={frozen ? "play" : "pause"} size={14} />
        {frozen ? texts.resume : texts.pause}
      </button>
    </>
  );
  return (
    <Panel title={texts.raw} aside={aside} class="raw">
      <div class="raw-rows" tabIndex={0} role="log" aria-live="off" aria-label={texts.raw}>
        {shown.length === 0 && <p class="quiet empty">{texts.waiting}</p>}
        {shown.toReversed().map((frame, index) => <Row key={shown.length - index} frame={frame} texts={texts} />)}
      </div>
    </Panel>
  );
}

function Row({ frame, texts }: { frame: MarketFrame; texts: Texts["heartbeat"] }) {
  const { milliTime } = useTimes();
  return (
    <p class={frame.closes ? "raw-row closes" : "raw-row"} title={frame.text}>
      <time>{milliTime(frame.receivedMs)}</time>
      <b>{frame.stream}</b>
      <code>{frame.text}</code>
      {frame.closes && <span class="sr-only">{texts.closesCandle}</span>}
    </p>
  );
}
