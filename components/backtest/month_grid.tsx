/** Monthly returns: a row a year, the stronger the colour the more was won or lost. */
import type { MonthReturn } from "../../domain/backtest/months.ts";
import { yearsOf } from "../../domain/backtest/month_table.ts";
import { percentText, type Writing } from "../../web/client/backtest/measures.ts";
import type { Texts } from "../../web/i18n/mod.ts";
import { Panel } from "../panel.tsx";

interface GridProps {
  readonly months: readonly MonthReturn[];
  readonly writing: Writing;
  readonly texts: Texts;
}

/** Percent from which a colour is this strong. */
const STRENGTHS = [2, 5, 10] as const;

/** A table; on a phone it is moved sideways. */
export function MonthGrid({ months, writing, texts }: GridProps) {
  const { months: words } = writing.words;
  const heads = [words.year, ...words.names.split(" "), words.total];
  return (
    <Panel title={words.title} aside={<span class="quiet">{texts.backtests.result.atUtc}</span>} class="month-panel">
      <div class="wide" tabIndex={0} role="region" aria-label={words.title}>
        <table class="month-grid">
          <thead>
            <tr>{heads.map((head) => <th key={head} scope="col">{head}</th>)}</tr>
          </thead>
          <tbody>
            {yearsOf(months).map(({ year, months: of, total }) => (
              <tr key={year}>
                <th scope="row">{year}</th>
                {of.map((value, at) => <Cell key={at} value={value} locale={writing.locale} />)}
                <Cell value={total} locale={writing.locale} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Cell({ value, locale }: { readonly value: number | null; readonly locale: string }) {
  if (value === null) return <td />;
  return <td class={toneOf(value)}>{percentText(value, locale, true)}</td>;
}

function toneOf(value: number): string {
  if (value === 0) return "";
  const strength = STRENGTHS.filter((from) => Math.abs(value) >= from).length;
  return `${value > 0 ? "up" : "down"} strength-${strength}`;
}
