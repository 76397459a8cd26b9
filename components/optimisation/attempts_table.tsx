/** Every set that was tried, in the sample beside out of it. */
import { useMemo, useState } from "preact/hooks";
import { compareJudged, type Objective } from "../../domain/backtest/judge.ts";
import type { Attempt } from "../../domain/backtest/optimisation.ts";
import { type Figure, figureName, figureText, setText, toneOf } from "../../web/client/optimisation/words.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import type { Parameters } from "../../web/workshop_services.ts";
import { Panel } from "../panel.tsx";
import { Pager } from "../trading/pager.tsx";

const ROWS = 25;

interface TableProps {
  /** The best first, by the objective in the sample. */
  readonly attempts: readonly Attempt[];
  readonly searched: readonly string[];
  readonly objective: Objective;
  readonly language: Language;
  readonly texts: Texts;
  readonly isSending: boolean;
  readonly backtest: (parameters: Parameters) => void;
}

/** Pages of sets, sorted by either side. */
export function AttemptsTable({ attempts, objective, texts, ...rest }: TableProps) {
  const { attempts: words } = texts.optimisations;
  const [sort, setSort] = useState<"in" | "out">("in");
  const [page, turn] = useState(1);
  const isHeldOut = attempts.some(({ outOfSample }) => outOfSample !== null);
  const sorted = useMemo(() => sort === "in" ? attempts : byOutOfSample(attempts, objective), [attempts, sort]);
  const choose = (by: "in" | "out") => {
    setSort(by);
    turn(1);
  };
  const aside = isHeldOut && (
    <div class="choice" role="group" aria-label={words.sort}>
      <button type="button" aria-pressed={sort === "in"} onClick={() => choose("in")}>{words.sortIn}</button>
      <button type="button" aria-pressed={sort === "out"} onClick={() => choose("out")}>{words.sortOut}</button>
    </div>
  );
  return (
    <Panel title={words.title} aside={aside} class="search-attempts">
      <div class="search-scroll">
        <Rows
          attempts={sorted.slice((page - 1) * ROWS, page * ROWS)}
          first={(page - 1) * ROWS + 1}
          {...{ objective, texts, isHeldOut, ...rest }}
        />
      </div>
      <Pager
        name={words.pageLabel}
        page={page}
        pages={Math.ceil(attempts.length / ROWS)}
        texts={texts.trading}
        turn={turn}
      />
    </Panel>
  );
}

function byOutOfSample(attempts: readonly Attempt[], objective: Objective): Attempt[] {
  return attempts.toSorted((a, b) => compareJudged(a.outOfSample!, b.outOfSample!, objective));
}

interface RowsProps extends TableProps {
  /** Number of the first row. */
  readonly first: number;
  readonly isHeldOut: boolean;
}

function Rows({ attempts, first, isHeldOut, objective, texts, ...rest }: RowsProps) {
  const { attempts: words } = texts.optimisations;
  const figures: Figure[] = [...new Set<Figure>([objective, "returnPercent", "maxDrawdownPercent", "trades"])];
  return (
    <table class="cards compact attempts">
      <thead>
        <tr>
          <th scope="col" class="number">{words.rank}</th>
          {rest.searched.map((name) => <th key={name} scope="col" class="number mono">{name}</th>)}
          {figures.flatMap((figure) => headsOf(figure, isHeldOut, texts))}
          <th scope="col" />
        </tr>
      </thead>
      <tbody>
        {attempts.map((attempt, at) => (
          <Row
            key={setText(attempt.parameters, rest.searched)}
            {...{ attempt, figures, isHeldOut, objective, texts, ...rest }}
            number={first + at}
          />
        ))}
      </tbody>
    </table>
  );
}

function headsOf(figure: Figure, isHeldOut: boolean, texts: Texts) {
  const { inSampleOf, outOfSampleOf } = texts.optimisations.attempts;
  const measure = figureName(figure, texts);
  return [inSampleOf, ...isHeldOut ? [outOfSampleOf] : []].map((words) => (
    <th key={`${figure} ${words}`} scope="col" class={`number ${words === outOfSampleOf ? "held-out" : ""}`}>
      {fill(words, { measure })}
    </th>
  ));
}

interface RowProps extends Omit<RowsProps, "attempts" | "first"> {
  readonly attempt: Attempt;
  readonly figures: readonly Figure[];
  readonly number: number;
}

function Row(
  { attempt, figures, number, searched, isHeldOut, objective, language, texts, isSending, backtest }: RowProps,
) {
  const { attempts: words } = texts.optimisations;
  const { parameters, inSample, outOfSample } = attempt;
  const sides = [
    [inSample, words.inSampleOf],
    ...isHeldOut ? [[outOfSample, words.outOfSampleOf] as const] : [],
  ] as const;
  return (
    <tr>
      <td class="number quiet" data-label={words.rank}>{number}</td>
      {searched.map((name) => <td key={name} class="number mono" data-label={name}>{String(parameters[name])}</td>)}
      {figures.flatMap((figure) =>
        sides.map(([judged, label]) => {
          const value = judged?.[figure] ?? null;
          const tone = figure === objective || figure === "returnPercent" ? toneOf(figure, value) : "";
          return (
            <td
              key={`${figure} ${label}`}
              class={`number ${tone} ${label === words.outOfSampleOf ? "held-out" : ""}`}
              data-label={fill(label, { measure: figureName(figure, texts) })}
            >
              {figureText(figure, value, language)}
            </td>
          );
        })
      )}
      <td>
        <button
          type="button"
          class="button small"
          disabled={isSending}
          aria-label={fill(words.backtestOf, { set: setText(parameters, searched) })}
          onClick={() => backtest(parameters)}
        >
          {words.backtest}
        </button>
      </td>
    </tr>
  );
}
