/** Which search it is, and what can be done with it. */
import { hasEnded } from "../../domain/backtest/run_state.ts";
import type { OptimisationView } from "../../web/backtest_services.ts";
import { figureName, searchText } from "../../web/client/optimisation/words.ts";
import { fill, type Texts } from "../../web/i18n/mod.ts";
import { useTimes } from "../../web/zone.ts";

interface HeadProps {
  readonly optimisation: OptimisationView;
  readonly texts: Texts;
  readonly remove: () => void;
}

/** What was searched, by what, over which candles. */
export function SearchHead({ optimisation: { row, request }, texts, remove }: HeadProps) {
  const { run: words, form } = texts.optimisations;
  const { states } = texts.backtests;
  const times = useTimes();
  const { id, state, strategyId, strategyName, version, symbol, timeframe, fromMs, toMs } = row;
  return (
    <section class="panel result-head">
      <p class="result-what">
        <a href={`/strategies/${strategyId}`}>{strategyName}</a>{" "}
        {fill(texts.backtests.form.versionOf, { number: version })}
        <strong>{symbol} {timeframe}</strong>
        <span class="quiet">{times.dateTime(fromMs)} – {times.dateTime(toMs)} {times.zoneLabel}</span>
        <span class={`tag run-state ${state}`}>{states[state]}</span>
      </p>
      <div class="result-actions">
        <a class="button small" href={`/backtest/optimise?again=${id}`}>{words.again}</a>
        {hasEnded(state) && <button type="button" class="button small danger" onClick={remove}>{words.remove}</button>}
      </div>
      <p class="quiet search-terms">
        {[
          fill(words.searched, { names: Object.keys(request.ranges).join(", ") }),
          searchText(request, texts),
          `${form.objective} ${figureName(request.objective, texts)}`,
        ].join(" · ")}
      </p>
    </section>
  );
}
