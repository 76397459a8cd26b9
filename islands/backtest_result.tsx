/** One backtest: how far it is, and once it is done, everything that it found. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { EquityCharts } from "../components/backtest/equity_charts.tsx";
import { MainFigures, MeasurePanel } from "../components/backtest/figures.tsx";
import { MonthGrid } from "../components/backtest/month_grid.tsx";
import { ResultHead } from "../components/backtest/result_head.tsx";
import { NotDone, RemoveDialog } from "../components/backtest/run_ends.tsx";
import { PrintedPanel, TermsPanel } from "../components/backtest/terms_panel.tsx";
import { TradeChart } from "../components/backtest/trade_chart.tsx";
import { TradeTable } from "../components/backtest/trade_table.tsx";
import { cautionsOf } from "../web/client/backtest/measures.ts";
import { ResultModel } from "../web/client/backtest/result_model.ts";
import type { ResultView } from "../web/client/backtest/views.ts";
import { writingOf } from "../web/client/backtest/words.ts";
import { type Language, type Texts, textsOf } from "../web/i18n/mod.ts";

interface ResultProps {
  readonly language: Language;
  readonly view: ResultView;
}

export default function BacktestResult({ language, view: rendered }: ResultProps) {
  const texts = textsOf(language);
  const model = useMemo(() => new ResultModel(rendered), []);
  const [isRemoving, setRemoving] = useState(false);
  useEffect(() => model.follow(), [model]);
  const { backtest: { row, printed, request }, progress } = model.view.value;
  const remove = async () => {
    setRemoving(false);
    if (await model.remove()) location.assign("/backtest");
  };
  return (
    <div class="backtest result">
      <ResultHead row={row} texts={texts} remove={() => setRemoving(true)} />
      {row.state === "done" ? <Found {...{ model, language, texts }} /> : (
        <>
          <NotDone
            words={{ ...texts.backtests.result, title: texts.backtests.queue.title }}
            interrupt={() => void model.interrupt()}
            {...{ row, progress, language, texts }}
          />
          <TermsPanel request={request} writing={writingOf(row, language, texts)} />
        </>
      )}
      <PrintedPanel title={texts.backtests.result.printed} lines={printed} />
      <RemoveDialog
        isOpen={isRemoving}
        words={texts.backtests.result}
        stay={texts.backtests.cancel}
        confirm={() => void remove()}
        cancel={() => setRemoving(false)}
      />
    </div>
  );
}

interface PartProps {
  readonly model: ResultModel;
  readonly language: Language;
  readonly texts: Texts;
}

function Found({ model, language, texts }: PartProps) {
  const { backtest: { row, request, stats, months, curve } } = model.view.value;
  const [shown, show] = useState<number | null>(null);
  const page = model.trades.value;
  if (stats === null || curve === null) return null;
  const writing = writingOf(row, language, texts);
  const cautions = cautionsOf(stats, request.options, writing, request);
  const turn = (number: number) => {
    show(null);
    void model.turn(number);
  };
  return (
    <>
      <section class="panel result-main">
        <MainFigures {...{ stats, writing }} />
        {cautions.length > 0 && (
          <div class="cautions" role="note">
            <h2>{texts.backtests.result.cautions}</h2>
            <ul>{cautions.map((caution) => <li key={caution}>{caution}</li>)}</ul>
          </div>
        )}
      </section>
      <EquityCharts {...{ curve, writing, language, texts }} cash={stats.startEquityQuote} />
      <MeasurePanel {...{ stats, writing, texts }} />
      <MonthGrid {...{ months, writing, texts }} />
      <TradeChart {...{ row, page, shown, language, texts }} showAll={() => show(null)} />
      <TradeTable {...{ page, shown, writing, language, texts, show, turn }} />
      <TermsPanel {...{ request, writing }} />
    </>
  );
}
