/** Backtests: the form of a new one, those that go on, and the results of all. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { QueuePanel } from "../components/backtest/queue_panel.tsx";
import { RunFormPanel } from "../components/backtest/run_form.tsx";
import { RunTable } from "../components/backtest/run_table.tsx";
import { Panel } from "../components/panel.tsx";
import type { BacktestMarket } from "../web/backtest_services.ts";
import type { RunForm } from "../web/client/backtest/run_form.ts";
import { RunListModel } from "../web/client/backtest/run_lists.ts";
import type { RunLists, StrategyChoice } from "../web/client/backtest/views.ts";
import { type Language, textsOf } from "../web/i18n/mod.ts";

interface DeskProps {
  readonly language: Language;
  readonly strategies: readonly StrategyChoice[];
  readonly markets: readonly BacktestMarket[];
  /** Null where there is nothing to choose from. */
  readonly form: RunForm | null;
  readonly isAgain: boolean;
  readonly lists: RunLists;
  readonly nowMs: number;
}

export default function BacktestDesk({ language, lists: rendered, form, strategies, ...rest }: DeskProps) {
  const texts = textsOf(language);
  const model = useMemo(() => new RunListModel(rendered), []);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  useEffect(() => model.follow(), [model]);
  const { queue, runs } = model.lists.value;
  // A third takes the place of the first.
  const tick = (id: string) =>
    setChosen((before) => before.includes(id) ? before.filter((one) => one !== id) : [...before, id].slice(-2));
  return (
    <div class="backtest">
      <div class="backtest-top">
        {form === null ? <NothingToRun hasStrategies={strategies.length > 0} language={language} /> : (
          <RunFormPanel
            first={form}
            {...{ strategies, language, texts, ...rest }}
            started={() => void model.refetch()}
          />
        )}
        <QueuePanel {...{ queue, language, texts }} interrupt={(row) => void model.interrupt(row)} />
      </div>
      <RunTable
        page={runs}
        filter={model.filter.value}
        {...{ strategies, chosen, language, texts, tick }}
        choose={(changes) => model.choose(changes)}
      />
    </div>
  );
}

function NothingToRun({ hasStrategies, language }: { hasStrategies: boolean; language: Language }) {
  const { form: words } = textsOf(language).backtests;
  return (
    <Panel title={words.title} class="run-panel">
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
