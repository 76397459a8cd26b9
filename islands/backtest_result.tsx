/** One backtest: how far it is, and once it is done, everything that it found. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { EquityCharts } from "../components/backtest/equity_charts.tsx";
import { MainFigures, MeasurePanel } from "../components/backtest/figures.tsx";
import { MonthGrid } from "../components/backtest/month_grid.tsx";
import { RunBar } from "../components/backtest/queue_panel.tsx";
import { ResultHead } from "../components/backtest/result_head.tsx";
import { PrintedPanel, TermsPanel } from "../components/backtest/terms_panel.tsx";
import { TradeChart } from "../components/backtest/trade_chart.tsx";
import { TradeTable } from "../components/backtest/trade_table.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Panel } from "../components/panel.tsx";
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
  const { backtest: { row, printed, request } } = model.view.value;
  const remove = async () => {
    setRemoving(false);
    if (await model.remove()) location.assign("/backtest");
  };
  return (
    <div class="backtest result">
      <ResultHead row={row} texts={texts} remove={() => setRemoving(true)} />
      {row.state === "done" ? <Found {...{ model, language, texts }} /> : (
        <>
          <NotDone {...{ model, language, texts }} />
          <TermsPanel request={request} writing={writingOf(row, language, texts)} />
        </>
      )}
      <PrintedPanel title={texts.backtests.result.printed} lines={printed} />
      <RemoveDialog isOpen={isRemoving} texts={texts} confirm={() => void remove()} cancel={() => setRemoving(false)} />
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

function NotDone({ model, language, texts }: PartProps) {
  const { backtest: { row }, progress } = model.view.value;
  const { result: words, queue } = texts.backtests;
  if (row.state === "failed") {
    return (
      <Panel title={words.failed} class="result-failed">
        <pre class="printed error-text" role="alert">{row.error}</pre>
      </Panel>
    );
  }
  if (row.state === "interrupted") return <p class="panel quiet empty">{words.interrupted}</p>;
  return (
    <Panel title={queue.title} class="result-waits">
      {progress && <RunBar {...{ row, progress, language, texts }} interrupt={() => void model.interrupt()} />}
      <p class="quiet">{words.waiting}</p>
    </Panel>
  );
}

interface RemoveProps {
  readonly isOpen: boolean;
  readonly texts: Texts;
  readonly confirm: () => void;
  readonly cancel: () => void;
}

function RemoveDialog({ isOpen, texts, confirm, cancel }: RemoveProps) {
  const { result: words, cancel: stay } = texts.backtests;
  return (
    <Dialog isOpen={isOpen} titleId="remove-title" cancel={cancel}>
      <h2 id="remove-title">{words.removeTitle}</h2>
      <p>{words.removeText}</p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={cancel}>{stay}</button>
        <button type="button" class="button danger" onClick={confirm}>{words.remove}</button>
      </div>
    </Dialog>
  );
}
