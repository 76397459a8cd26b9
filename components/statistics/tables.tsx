/** Statistics by time, author, account and market, and the last executions. */
import { count } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import type { PartSums, StatisticsView } from "../../web/statistics_services.ts";
import { Panel } from "../panel.tsx";
import { ExecutionTable } from "./execution_table.tsx";
import { PartTable } from "./part_table.tsx";
import { ProfitBars } from "./profit_bars.tsx";

interface TablesProps {
  readonly view: StatisticsView;
  readonly quote: string;
  readonly language: Language;
  readonly texts: Texts["statistics"];
}

/** Periods with their bars, then parts, then executions. */
export function StatisticsTables({ view, quote, language, texts }: TablesProps) {
  const { columns } = texts;
  const nameOf = namesOf(view, texts);
  const asIs = (key: string) => key;
  const part = (title: string, head: string, parts: readonly PartSums[], name: (key: string) => string) => (
    <Panel title={title}>
      <PartTable nameOf={name} {...{ parts, head, quote, language, texts }} />
    </Panel>
  );
  const period = (
    label: string,
    head: string,
    parts: readonly PartSums[],
    listed: readonly PartSums[],
    name = asIs,
  ) => (
    <Panel title={label}>
      {parts.some(({ sums }) => Number(sums.profitQuote) !== 0) && (
        <ProfitBars {...{ parts, label, quote, language, texts }} />
      )}
      <div class="statistics-rows" tabIndex={0} role="region" aria-label={label}>
        <PartTable parts={listed} nameOf={name} {...{ head, quote, language, texts }} />
      </div>
    </Panel>
  );
  return (
    <>
      <div class="statistics-columns">
        {period(texts.days, columns.day, view.days, view.days.toReversed())}
        {period(texts.hours, columns.hour, view.hours, view.hours, (hour) => `${hour}:00`)}
      </div>
      {period(texts.months, columns.month, view.months, view.months.toReversed())}
      {part(texts.byAuthor, columns.author, view.byAuthor, nameOf)}
      {part(texts.byBroker, columns.broker, view.byBroker, nameOf)}
      {part(texts.bySymbol, columns.symbol, view.bySymbol, asIs)}
      <Panel
        title={texts.last}
        aside={<span class="quiet">{fill(texts.lastHint, { count: count(view.last.length, language) })}</span>}
      >
        <div class="statistics-rows" tabIndex={0} role="region" aria-label={texts.last}>
          <ExecutionTable rows={view.last} {...{ nameOf, language, texts }} />
        </div>
      </Panel>
    </>
  );
}

/** By id; by hand it has none. */
function namesOf({ authors }: StatisticsView, { origins }: Texts["statistics"]): (key: string) => string {
  const { brokers, strategies, webhooks } = authors;
  const names = new Map([...brokers, ...strategies, ...webhooks].map(({ id, name }) => [id, name]));
  return (key) => names.get(key) ?? (key === "manual" ? origins.manual : key);
}
