/** Searches for parameters: the form of a new one, those that go on, and what was found before. */
import { useEffect, useMemo } from "preact/hooks";
import { QueuePanel } from "../components/backtest/queue_panel.tsx";
import { SearchFormPanel } from "../components/optimisation/search_form.tsx";
import { SearchList } from "../components/optimisation/search_list.tsx";
import { Panel } from "../components/panel.tsx";
import type { BacktestMarket } from "../web/backtest_services.ts";
import type { RunForm } from "../web/client/backtest/run_form.ts";
import { RunListModel } from "../web/client/backtest/run_lists.ts";
import type { RunLists, StrategyChoice } from "../web/client/backtest/views.ts";
import type { SearchForm } from "../web/client/optimisation/search_form.ts";
import { type Language, textsOf } from "../web/i18n/mod.ts";

interface DeskProps {
  readonly language: Language;
  readonly strategies: readonly StrategyChoice[];
  readonly markets: readonly BacktestMarket[];
  /** Null where there is nothing to choose from. */
  readonly form: RunForm | null;
  readonly search: SearchForm;
  readonly isAgain: boolean;
  readonly lists: RunLists;
  readonly nowMs: number;
}

export default function OptimiseDesk({ language, form, search, strategies, lists: rendered, ...rest }: DeskProps) {
  const texts = textsOf(language);
  const model = useMemo(() => new RunListModel(rendered, { kind: "optimisation" }), []);
  useEffect(() => model.follow(), [model]);
  const { queue, runs } = model.lists.value;
  return (
    <div class="backtest optimise">
      <div class="backtest-top">
        {form === null
          ? <NothingToSearch hasStrategies={strategies.length > 0} language={language} />
          : (
            <SearchFormPanel
              first={form}
              firstSearch={search}
              {...{ strategies, language, texts, ...rest }}
              started={(id) => location.assign(`/backtest/optimise/${id}`)}
            />
          )}
        <QueuePanel {...{ queue, language, texts }} interrupt={(row) => void model.interrupt(row)} />
      </div>
      <SearchList
        page={runs}
        number={model.filter.value.page}
        {...{ language, texts }}
        turn={(page) => model.choose({ page })}
      />
    </div>
  );
}

function NothingToSearch({ hasStrategies, language }: { hasStrategies: boolean; language: Language }) {
  const { backtests: { form: words }, optimisations } = textsOf(language);
  return (
    <Panel title={optimisations.form.title} class="run-panel">
      <p class="quiet empty">
        {hasStrategies ? words.noMarkets : (
          <>
            {words.noStrategies} <a href="/strategies">{words.writeOne}</a>
          </>
        )}
      </p>
    </Panel>
  );
}
