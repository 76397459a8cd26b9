/** The kept runs, newest first: figures side by side, two of them to be compared. */
import { RUN_KINDS } from "../../domain/backtest/request.ts";
import { type RunRow, RUNS_PAGE } from "../../web/backtest_services.ts";
import type { RunFilter } from "../../web/client/backtest/run_lists.ts";
import type { StrategyChoice } from "../../web/client/backtest/views.ts";
import { addressOf, percentOrDash } from "../../web/client/backtest/words.ts";
import type { RunPage } from "../../web/backtest_services.ts";
import { count, decimal } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { useTimes } from "../../web/zone.ts";
import { FilterSelect } from "../filter_select.tsx";
import { Panel } from "../panel.tsx";
import { Pager } from "../trading/pager.tsx";

interface TableProps {
  readonly page: RunPage;
  readonly filter: RunFilter;
  readonly strategies: readonly StrategyChoice[];
  /** Ids of those that are ticked, in their order. */
  readonly chosen: readonly string[];
  readonly language: Language;
  readonly texts: Texts;
  readonly tick: (id: string) => void;
  readonly choose: (changes: Partial<RunFilter>) => void;
}

/** A list with filters and pages. */
export function RunTable({ page, filter, strategies, chosen, language, texts, tick, choose }: TableProps) {
  const { runs: words, kinds } = texts.backtests;
  const aside = (
    <>
      <CompareLink chosen={chosen} words={words} />
      <FilterSelect
        label={words.kind}
        all={words.allKinds}
        options={RUN_KINDS.map((kind) => [kind, kinds[kind]] as const)}
        value={filter.kind}
        choose={(kind) => choose({ kind })}
      />
      <FilterSelect
        label={words.strategy}
        all={words.allStrategies}
        options={strategies.map(({ id, name }) => [id, name] as const)}
        value={filter.strategy}
        choose={(strategy) => choose({ strategy })}
      />
    </>
  );
  const isFiltered = filter.kind !== null || filter.strategy !== null;
  return (
    <Panel title={words.title} aside={aside} class="run-list">
      {page.runs.length === 0
        ? <p class="quiet empty">{isFiltered ? words.noneFiltered : words.none}</p>
        : <Rows {...{ page, chosen, language, texts, tick }} />}
      <Pager
        name={words.pageLabel}
        page={filter.page}
        pages={Math.ceil(page.total / RUNS_PAGE)}
        texts={texts.trading}
        turn={(number) => choose({ page: number })}
      />
    </Panel>
  );
}

function CompareLink({ chosen, words }: { chosen: readonly string[]; words: Texts["backtests"]["runs"] }) {
  const [a, b] = chosen;
  if (a === undefined || b === undefined) return <span class="quiet run-compare-hint">{words.compareHint}</span>;
  return <a class="button small primary" href={`/backtest/compare?a=${a}&b=${b}`}>{words.compare}</a>;
}

function Rows({ page, chosen, language, texts, tick }: Omit<TableProps, "filter" | "strategies" | "choose">) {
  const { runs: words } = texts.backtests;
  const { zoneLabel } = useTimes();
  const heads = headsOf(words, zoneLabel);
  return (
    <table class="cards compact runs">
      <thead>
        <tr>
          <th scope="col" />
          <th scope="col">{words.strategy}</th>
          <th scope="col">{words.market}</th>
          <th scope="col">{heads.range}</th>
          <th scope="col" class="number">{words.result}</th>
          <th scope="col" class="number">{words.hold}</th>
          <th scope="col" class="number">{words.drawdown}</th>
          <th scope="col" class="number">{words.sharpe}</th>
          <th scope="col" class="number">{words.trades}</th>
          <th scope="col">{heads.created}</th>
        </tr>
      </thead>
      <tbody>
        {page.runs.map((row) => (
          <Row key={row.id} {...{ row, language, texts, tick }} isChosen={chosen.includes(row.id)} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps extends Pick<TableProps, "language" | "texts" | "tick"> {
  readonly row: RunRow;
  readonly isChosen: boolean;
}

function Row({ row, isChosen, language, texts, tick }: RowProps) {
  const { runs: words, states, kinds } = texts.backtests;
  const times = useTimes();
  const heads = headsOf(words, times.zoneLabel);
  const { id, kind, state, strategyName: name, symbol, timeframe, returnPercent } = row;
  const isComparable = kind === "backtest" && state === "done";
  return (
    <tr class={state}>
      <td class="run-tick" data-label="">
        {isComparable && (
          <input
            type="checkbox"
            checked={isChosen}
            aria-label={fill(words.select, { name, symbol, time: times.dateTime(row.createdMs) })}
            onChange={() => tick(id)}
          />
        )}
      </td>
      <td data-label={words.strategy}>
        <a href={addressOf(row)}>{name}</a> <span class="quiet">v{row.version}</span>
        {kind === "optimisation" && <span class="tag">{kinds.optimisation}</span>}
        {state !== "done" && <span class={`tag run-state ${state}`}>{states[state]}</span>}
        {row.error !== null && <small class="reason error-text">{row.error}</small>}
      </td>
      <td data-label={words.market}>{symbol} {timeframe}</td>
      <td data-label={heads.range}>
        {times.dateTime(row.fromMs).slice(0, 10)} – {times.dateTime(row.toMs).slice(0, 10)}
      </td>
      <td class={`number ${toneOf(returnPercent)}`} data-label={words.result}>
        {percentOrDash(returnPercent, language, true)}
      </td>
      <td class="number" data-label={words.hold}>{percentOrDash(row.buyAndHoldReturnPercent, language, true)}</td>
      <td class="number" data-label={words.drawdown}>{percentOrDash(row.maxDrawdownPercent, language, false)}</td>
      <td class="number" data-label={words.sharpe}>
        {row.sharpeRatio === null ? "–" : decimal(String(row.sharpeRatio), language, 2)}
      </td>
      <td class="number" data-label={words.trades}>{row.trades === null ? "–" : count(row.trades, language)}</td>
      <td data-label={heads.created}>{times.dateTime(row.createdMs)}</td>
    </tr>
  );
}

function headsOf(words: Texts["backtests"]["runs"], zone: string): { range: string; created: string } {
  return { range: fill(words.range, { zone }), created: fill(words.created, { zone }) };
}

function toneOf(value: number | null): string {
  if (value === null || value === 0) return "";
  return value > 0 ? "up" : "down";
}
