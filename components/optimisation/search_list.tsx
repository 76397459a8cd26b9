/** The kept searches, newest first. */
import { type RunPage, type RunRow, RUNS_PAGE } from "../../web/backtest_services.ts";
import { percentOrDash } from "../../web/client/backtest/words.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { useTimes } from "../../web/zone.ts";
import { Panel } from "../panel.tsx";
import { Pager } from "../trading/pager.tsx";

interface ListProps {
  readonly page: RunPage;
  /** From 1. */
  readonly number: number;
  readonly language: Language;
  readonly texts: Texts;
  readonly turn: (page: number) => void;
}

/** A table with pages. */
export function SearchList({ page, number, language, texts, turn }: ListProps) {
  const { list: words } = texts.optimisations;
  const { runs: ofRuns } = texts.backtests;
  const { zoneLabel } = useTimes();
  return (
    <Panel title={words.title} class="run-list">
      {page.runs.length === 0 ? <p class="quiet empty">{words.none}</p> : (
        <table class="cards compact runs">
          <thead>
            <tr>
              <th scope="col">{ofRuns.strategy}</th>
              <th scope="col">{ofRuns.market}</th>
              <th scope="col">{fill(ofRuns.range, { zone: zoneLabel })}</th>
              <th scope="col" class="number">{words.best}</th>
              <th scope="col" class="number">{ofRuns.hold}</th>
              <th scope="col">{fill(ofRuns.created, { zone: zoneLabel })}</th>
            </tr>
          </thead>
          <tbody>{page.runs.map((row) => <Row key={row.id} {...{ row, language, texts }} />)}</tbody>
        </table>
      )}
      <Pager
        name={words.pageLabel}
        page={number}
        pages={Math.ceil(page.total / RUNS_PAGE)}
        texts={texts.trading}
        turn={turn}
      />
    </Panel>
  );
}

function Row({ row, language, texts }: { row: RunRow } & Pick<ListProps, "language" | "texts">) {
  const { runs: words, states } = texts.backtests;
  const times = useTimes();
  const { id, state, strategyName, version, symbol, timeframe, fromMs, toMs, returnPercent } = row;
  const day = (ms: number) => times.dateTime(ms).slice(0, 10);
  return (
    <tr class={state}>
      <td data-label={words.strategy}>
        <a href={`/backtest/optimise/${id}`}>{strategyName}</a> <span class="quiet">v{version}</span>
        {state !== "done" && <span class={`tag run-state ${state}`}>{states[state]}</span>}
        {row.error !== null && <small class="reason error-text">{row.error}</small>}
      </td>
      <td data-label={words.market}>{symbol} {timeframe}</td>
      <td data-label={fill(words.range, { zone: times.zoneLabel })}>{day(fromMs)} – {day(toMs)}</td>
      <td class="number" data-label={texts.optimisations.list.best}>{percentOrDash(returnPercent, language, true)}</td>
      <td class="number" data-label={words.hold}>{percentOrDash(row.buyAndHoldReturnPercent, language, true)}</td>
      <td data-label={fill(words.created, { zone: times.zoneLabel })}>{times.dateTime(row.createdMs)}</td>
    </tr>
  );
}
