/** Two runs side by side: what differs in what they were told, and every measure of both. */
import { isGain, type MeasureKey, MEASURES } from "../../domain/backtest/measure_list.ts";
import type { Measures } from "../../domain/backtest/measures.ts";
import type { BacktestView } from "../../web/backtest_services.ts";
import { measureText, type Term, toneOf } from "../../web/client/backtest/measures.ts";
import { writingOf } from "../../web/client/backtest/words.ts";
import type { Language, Texts } from "../../web/i18n/mod.ts";
import type { Times } from "../../web/times.ts";
import { useTimes } from "../../web/zone.ts";
import { Panel } from "../panel.tsx";
import { termsOfRun } from "./terms_panel.tsx";

/** Two runs that are done. */
export interface PairProps {
  readonly a: BacktestView;
  readonly b: BacktestView;
  readonly language: Language;
  readonly texts: Texts;
}

/** The terms in which they differ; those that are the same are left out. */
export function DifferencePanel({ a, b, language, texts }: PairProps) {
  const { compare: words, report } = texts.backtests;
  const times = useTimes();
  const [left, right] = [a, b].map((view) => allTerms(view, language, texts, times));
  const differing = left!.flatMap(([name, value], at) => {
    const other = right!.find(([one]) => one === name)?.[1] ?? "–";
    return value === other ? [] : [{ name, value, other, at }];
  });
  return (
    <Panel title={words.differs} class="compare-terms">
      {differing.length === 0 ? <p class="quiet empty">{words.same}</p> : (
        <table class="compare-table">
          <Heads first={report.terms.title} words={words} />
          <tbody>
            {differing.map(({ name, value, other, at }) => (
              <tr key={at}>
                <th scope="row">{name}</th>
                <td>{value}</td>
                <td>{other}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function allTerms({ row, request }: BacktestView, language: Language, texts: Texts, times: Times): Term[] {
  const { terms: words } = texts.backtests.report;
  return [
    [words.strategy, `${row.strategyName} v${row.version}`],
    [words.market, row.symbol],
    [words.candles, row.timeframe],
    [words.range, times.span(row.fromMs, row.toMs)],
    [texts.backtests.form.detail, request.detail ? words.yes : words.no],
    ...termsOfRun(request, writingOf(row, language, texts)),
  ];
}

/** Every measure; of those where more is plainly better, the better one is marked. */
export function MeasureTable({ a, b, language, texts }: PairProps) {
  const { compare: words, result, report } = texts.backtests;
  const both = [a, b] as const;
  return (
    <Panel title={result.measures} class="compare-measures">
      <table class="compare-table">
        <Heads first={words.measure} words={words} />
        {MEASURES.map(({ group, keys }) => (
          <tbody key={group}>
            <tr class="compare-group">
              <th scope="rowgroup" colSpan={3}>{report.groups[group]}</th>
            </tr>
            {keys.map((key) => (
              <tr key={key}>
                <th scope="row" title={report.measures[key].help}>{report.measures[key].label}</th>
                {both.map((view, at) => {
                  const stats = view.stats!;
                  const isBest = betterOf(key, stats, both[1 - at]!.stats!);
                  return (
                    <td key={at} class={`number ${toneOf(key, stats)} ${isBest ? "best" : ""}`}>
                      {measureText(key, stats, writingOf(view.row, language, texts))}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </Panel>
  );
}

function Heads({ first, words }: { readonly first: string; readonly words: Texts["backtests"]["compare"] }) {
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        <th scope="col" class="number">{words.first}</th>
        <th scope="col" class="number">{words.second}</th>
      </tr>
    </thead>
  );
}

const HIGHER: ReadonlySet<MeasureKey> = new Set([
  "finalEquityQuote",
  "sharpeRatio",
  "sortinoRatio",
  "calmarRatio",
  "profitFactor",
  "winRatePercent",
]);
const LOWER: ReadonlySet<MeasureKey> = new Set(["maxDrawdownPercent", "maxDrawdownDays", "feesQuote"]);

function betterOf(key: MeasureKey, stats: Measures, other: Measures): boolean {
  const [own, theirs] = [stats[key], other[key]];
  if (own === null || theirs === null || own === theirs || key === "buyAndHoldReturnPercent") return false;
  if (LOWER.has(key)) return own < theirs;
  return (HIGHER.has(key) || isGain(key)) && own > theirs;
}
