/** One actor's messages as they come, the newest above; never what they say. */
import { count } from "../web/format.ts";
import { fill, type Language, type Texts } from "../web/i18n/mod.ts";
import type { Trace } from "../web/client/trace.ts";
import { useTimes } from "../web/zone.ts";

interface TraceProps {
  readonly trace: Trace;
  readonly language: Language;
  readonly texts: Texts["system"]["trace"];
}

/** Time, direction and kind of each. */
export function TraceList({ trace, language, texts }: TraceProps) {
  const { milliTime } = useTimes();
  return (
    <section class="trace">
      <h3>
        {texts.title}
        <small>{texts.hint}</small>
      </h3>
      <p class="quiet trace-counts">
        {fill(texts.seen, { count: count(trace.seen, language) })}
        {trace.skipped > 0 && <span>{fill(texts.skipped, { count: count(trace.skipped, language) })}</span>}
      </p>
      <div class="trace-rows" tabIndex={0} role="log" aria-live="off" aria-label={texts.title}>
        {trace.rows.length === 0 && <p class="quiet empty">{texts.waiting}</p>}
        {trace.rows.map((row) => (
          <p key={row.number} class={`trace-row ${row.direction}`}>
            <time>{milliTime(row.atMs)}</time>
            <b>{texts[row.direction]}</b>
            <code>{row.kind}</code>
          </p>
        ))}
      </div>
    </section>
  );
}
