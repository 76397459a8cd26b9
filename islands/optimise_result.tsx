/** One search: how far it is, and once it is done, what it found and what to believe of it. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { EquityCharts } from "../components/backtest/equity_charts.tsx";
import { RunBar } from "../components/backtest/queue_panel.tsx";
import { TermsPanel } from "../components/backtest/terms_panel.tsx";
import { Dialog } from "../components/dialog.tsx";
import { AttemptsTable } from "../components/optimisation/attempts_table.tsx";
import { BestPanel } from "../components/optimisation/best_panel.tsx";
import { ChancePanel } from "../components/optimisation/chance_panel.tsx";
import { ForwardPanel } from "../components/optimisation/forward_panel.tsx";
import { HeatPanel } from "../components/optimisation/heat_panel.tsx";
import { SearchHead } from "../components/optimisation/search_head.tsx";
import { VerdictPanel } from "../components/optimisation/verdict_panel.tsx";
import { Panel } from "../components/panel.tsx";
import { judgedByWhat } from "../domain/backtest/judge.ts";
import { writingOf } from "../web/client/backtest/words.ts";
import { SearchModel, type SearchView } from "../web/client/optimisation/search_model.ts";
import { fill, type Language, type Texts, textsOf } from "../web/i18n/mod.ts";
import type { Parameters } from "../web/workshop_services.ts";

interface ResultProps {
  readonly language: Language;
  readonly view: SearchView;
}

export default function OptimiseResult({ language, view: rendered }: ResultProps) {
  const texts = textsOf(language);
  const model = useMemo(() => new SearchModel(rendered), []);
  const [isRemoving, setRemoving] = useState(false);
  useEffect(() => model.follow(), [model]);
  const { optimisation } = model.view.value;
  const remove = async () => {
    setRemoving(false);
    if (await model.remove()) location.assign("/backtest/optimise");
  };
  return (
    <div class="backtest result optimise">
      <SearchHead {...{ optimisation, texts }} remove={() => setRemoving(true)} />
      {optimisation.result === null
        ? <NotDone {...{ model, language, texts }} />
        : <Found {...{ model, language, texts }} />}
      <TermsPanel request={optimisation.request} writing={writingOf(optimisation.row, language, texts)} />
      <RemoveDialog isOpen={isRemoving} texts={texts} confirm={() => void remove()} cancel={() => setRemoving(false)} />
    </div>
  );
}

interface PartProps {
  readonly model: SearchModel;
  readonly language: Language;
  readonly texts: Texts;
}

function Found({ model, language, texts }: PartProps) {
  const { row, request, result } = model.view.value.optimisation;
  const [isSending, setSending] = useState(false);
  if (result === null) return null;
  const { attempts, failed, firstError, windows, forwardCurve, monteCarlo } = result;
  const { run: words } = texts.optimisations;
  const writing = writingOf(row, language, texts);
  const searched = Object.keys(request.ranges);
  const backtest = async (parameters: Parameters) => {
    setSending(true);
    const id = await model.backtest(parameters);
    setSending(false);
    if (id !== null) location.assign(`/backtest/${id}`);
  };
  const objective = judgedByWhat(attempts, request.objective);
  const shared = { searched, objective, language, texts, isSending, backtest };
  return (
    <>
      {failed > 0 && (
        <p class="panel warns search-failed" role="note">
          {fill(words.failedSets, { count: failed, error: firstError ?? "?" })}
        </p>
      )}
      {attempts.length === 0 ? <p class="panel quiet empty">{words.noneFound}</p> : (
        <>
          <VerdictPanel {...{ request, result, objective, language, texts }} />
          <BestPanel result={result} {...shared} />
          <HeatPanel attempts={attempts} {...shared} />
          {windows.length > 0 && <ForwardPanel windows={windows} {...shared} />}
          {forwardCurve && (
            <EquityCharts
              curve={forwardCurve}
              cash={request.options.cash ?? 10_000}
              {...{ writing, language, texts }}
            />
          )}
          {monteCarlo && <ChancePanel {...{ monteCarlo, writing, language, texts }} />}
          <AttemptsTable attempts={attempts} {...shared} />
        </>
      )}
    </>
  );
}

function NotDone({ model, language, texts }: PartProps) {
  const { optimisation: { row }, progress } = model.view.value;
  const { run: words } = texts.optimisations;
  if (row.state === "failed") {
    return (
      <Panel title={words.failed} class="result-failed">
        <pre class="printed error-text" role="alert">{row.error}</pre>
      </Panel>
    );
  }
  if (row.state === "interrupted") return <p class="panel quiet empty">{words.interrupted}</p>;
  return (
    <Panel title={words.title} class="result-waits">
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
  const { run: words } = texts.optimisations;
  return (
    <Dialog isOpen={isOpen} titleId="remove-title" cancel={cancel}>
      <h2 id="remove-title">{words.removeTitle}</h2>
      <p>{words.removeText}</p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={cancel}>{words.cancel}</button>
        <button type="button" class="button danger" onClick={confirm}>{words.remove}</button>
      </div>
    </Dialog>
  );
}
