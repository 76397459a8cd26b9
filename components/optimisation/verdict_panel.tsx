/** What to believe of the best set, in plain words, above everything that was found. */
import type { Objective } from "../../domain/backtest/judge.ts";
import type { OptimisationResult } from "../../domain/backtest/optimisation.ts";
import { type FallenBehind, fallenBehind } from "../../domain/backtest/over_fitting.ts";
import type { OptimisationRequest } from "../../domain/backtest/request.ts";
import { figureName, figureText, nothingOf } from "../../web/client/optimisation/words.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { Panel } from "../panel.tsx";

/** Fewer trades than this say nothing of a set. */
const FEW_TRADES = 10;

interface VerdictProps {
  readonly request: OptimisationRequest;
  readonly result: OptimisationResult;
  /** By what sets are judged: the one that was asked for, or the return where none has that. */
  readonly objective: Objective;
  readonly language: Language;
  readonly texts: Texts;
}

/** A warning of over-fitting, or that none is seen. */
export function VerdictPanel({ request, result, objective, language, texts }: VerdictProps) {
  const { verdict: words } = texts.optimisations;
  const behind = fallenBehind(result, objective, request);
  const best = result.attempts[0];
  const lines = behind.map((one) => behindText(one, objective, language, texts));
  const unmeasured = fill(words.unmeasured, { measure: figureName(request.objective, texts) });
  const cautions = best === undefined ? [] : cautionsOf(best.inSample[objective], result, objective, words);
  return (
    <Panel title={words.title} class="search-verdict">
      {objective !== request.objective && best && <p class="caution">{unmeasured}</p>}
      {lines.map((line) => <p key={line} class="warning" role="note">{line}</p>)}
      {cautions.map((line) => <p key={line} class="caution">{line}</p>)}
      {lines.length + cautions.length === 0 && best && <p class="sound">{words.holds}</p>}
    </Panel>
  );
}

function cautionsOf(
  inSample: number | null,
  { attempts, windows, heldOutMs }: OptimisationResult,
  objective: Objective,
  words: Texts["optimisations"]["verdict"],
): string[] {
  const heldOut = attempts[0]?.outOfSample ?? null;
  return [
    ...inSample === null || inSample <= nothingOf(objective) ? [words.lost] : [],
    ...heldOutMs === null && windows.length === 0 ? [words.unheld] : [],
    ...heldOut !== null && heldOut.trades < FEW_TRADES ? [fill(words.fewTrades, { trades: heldOut.trades })] : [],
  ];
}

/** A return that is compared by the day says so. */
function behindText(
  { where, inSample, outOfSample }: FallenBehind,
  objective: Objective,
  language: Language,
  texts: Texts,
): string {
  const { verdict: words } = texts.optimisations;
  const name = figureName(objective, texts);
  return fill(where === "held_out" ? words.heldOut : words.windows, {
    measure: objective === "returnPercent" ? `${name}, ${words.aDay}` : name,
    inSample: figureText(objective, inSample, language),
    outOfSample: figureText(objective, outOfSample, language),
  });
}
