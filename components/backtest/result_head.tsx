/** Which run it is, and what can be done with it. */
import { hasEnded } from "../../domain/backtest/run_state.ts";
import type { RunRow } from "../../web/backtest_services.ts";
import { fill, type Texts } from "../../web/i18n/mod.ts";
import { useTimes } from "../../web/zone.ts";

interface HeadProps {
  readonly row: RunRow;
  readonly texts: Texts;
  readonly remove: () => void;
}

/** Links and files, above all else. */
export function ResultHead({ row, texts, remove }: HeadProps) {
  const { result: words, states, runs, form } = texts.backtests;
  const times = useTimes();
  const { id, state, strategyId, strategyName, version, symbol, timeframe, fromMs, toMs, createdMs } = row;
  return (
    <section class="panel result-head">
      <p class="result-what">
        <a href={`/strategies/${strategyId}`}>{strategyName}</a> {fill(form.versionOf, { number: version })}
        <strong>{symbol} {timeframe}</strong>
        <span class="quiet">{times.dateTime(fromMs)} – {times.dateTime(toMs)} {times.zoneLabel}</span>
        <span class={`tag run-state ${state}`} title={fill(runs.created, { zone: times.dateTime(createdMs) })}>
          {states[state]}
        </span>
      </p>
      <div class="result-actions">
        <a class="button small" href={`/backtest?again=${id}`}>{words.again}</a>
        <a class="button small" href={`/backtest/optimise?strategy=${strategyId}`}>{words.optimise}</a>
        {state === "done" && (
          <div class="result-files" role="group" aria-label={words.exports}>
            <a class="button small" href={`/backtest/${id}/trades.csv`} download>{words.csv}</a>
            <a class="button small" href={`/backtest/${id}/backtest.json`} download>{words.json}</a>
            <a class="button small" href={`/backtest/${id}/report.html`} download>{words.html}</a>
          </div>
        )}
        {hasEnded(state) && <button type="button" class="button small danger" onClick={remove}>{words.remove}</button>}
      </div>
    </section>
  );
}
