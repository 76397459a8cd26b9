/** One search: how far it is, and once it is done, what it found and what to believe of it. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { EquityCharts } from "../components/backtest/equity_charts.tsx";
import { NotDone, RemoveDialog } from "../components/backtest/run_ends.tsx";
import { TermsPanel } from "../components/backtest/terms_panel.tsx";
import { AttemptsTable } from "../components/optimisation/attempts_table.tsx";
import { BestPanel } from "../components/optimisation/best_panel.tsx";
import { ChancePanel } from "../components/optimisation/chance_panel.tsx";
import { ForwardPanel } from "../components/optimisation/forward_panel.tsx";
import { HeatPanel } from "../components/optimisation/heat_panel.tsx";
import { SearchHead } from "../components/optimisation/search_head.tsx";
import { VerdictPanel } from "../components/optimisation/verdict_panel.tsx";
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
  const { optimisation, progress } = model.view.value;
  const { row } = optimisation;
  const { run: words } = texts.optimisations;
  const remove = async () => {
    setRemoving(false);
    if (await model.remove()) location.assign("/backtest/optimise");
  };
  return (
    <div class="backtest result optimise">
      <SearchHead {...{ optimisation, texts }} remove={() => setRemoving(true)} />
      {optimisation.result === null
        ? <NotDone words={words} interrupt={() => void model.interrupt()} {...{ row, progress, language, texts }} />
        : <Found {...{ model, language, texts }} />}
      <TermsPanel request={optimisation.request} writing={writingOf(row, language, texts)} />
      <RemoveDialog
        isOpen={isRemoving}
        words={words}
        stay={words.cancel}
        confirm={() => void remove()}
        cancel={() => setRemoving(false)}
      />
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
