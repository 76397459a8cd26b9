/** What trading has brought: by time, by whom, at which account; as tables, curves and a file. */
import { page } from "fresh";
import { PageTitle } from "../../components/page_title.tsx";
import { Panel } from "../../components/panel.tsx";
import { Figures } from "../../components/statistics/figures.tsx";
import { FilterForm } from "../../components/statistics/filter_form.tsx";
import { PeriodButtons } from "../../components/statistics/period_buttons.tsx";
import { StatisticsTables } from "../../components/statistics/tables.tsx";
import { amountText, percentText } from "../../components/statistics/writing.ts";
import { deepestFall } from "../../domain/statistics/balance_fall.ts";
import { UTC } from "../../domain/time_zone.ts";
import StatisticsCurve from "../../islands/statistics_curve.tsx";
import { count } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { define } from "../../web/state.ts";
import { timesOf } from "../../web/times.ts";
import { firstDays } from "../../web/statistics_periods.ts";
import { queryOf, searchOf, statisticsForm } from "../../web/statistics_query.ts";
import type { StatisticsView } from "../../web/statistics_services.ts";

export const handler = define.handlers({
  GET: async ({ url, state: { services, house, viewer } }) => {
    const form = statisticsForm.parse(Object.fromEntries(url.searchParams));
    const preferences = viewer === null ? undefined : await house.preferencesOf(viewer.userId);
    const zone = preferences?.timeZone ?? UTC;
    const view = await services.statistics.overview(queryOf(form, zone));
    return page({ form, view, firstDays: firstDays(services.now(), timesOf(zone).wallMs) });
  },
});

export default define.page<typeof handler>(({ data, state: { language, texts: { statistics } } }) => {
  const { form, view, firstDays } = data;
  return (
    <div class="statistics">
      <PageTitle title={statistics.title}>
        <nav class="title-links" aria-label={statistics.title}>
          <a href="/backtest/parity">{statistics.parity}</a>
          {view.quotes.length > 0 && (
            <a href={`/statistics/executions.csv${searchOf(form)}`} download>{statistics.csv}</a>
          )}
        </nav>
      </PageTitle>
      {view.quote === null ? <p class="panel empty quiet">{statistics.none}</p> : (
        <>
          <PeriodButtons form={form} firstDays={firstDays} texts={statistics.periods} />
          <FilterForm form={form} view={view} texts={statistics} />
          <Counted view={view} quote={view.quote} language={language} texts={statistics} />
        </>
      )}
    </div>
  );
});

interface CountedProps {
  readonly view: StatisticsView;
  readonly quote: string;
  readonly language: Language;
  readonly texts: Texts["statistics"];
}

function Counted({ view, quote, language, texts }: CountedProps) {
  const { sums, curve, uncovered } = view;
  if (sums.executions === 0) return <p class="panel empty quiet" role="status">{texts.nothingChosen}</p>;
  return (
    <>
      <Figures {...{ sums, quote, language, texts }} />
      {uncovered > 0 && (
        <p class="panel statistics-note warns" role="status">
          {fill(texts.uncovered, { count: count(uncovered, language) })}
        </p>
      )}
      {curve.length > 0 && (
        <StatisticsCurve
          title={texts.curve}
          hint={texts.curveHint}
          points={curve}
          isGain
          {...{ quote, language }}
        />
      )}
      <Balance {...{ view, language, texts }} />
      <StatisticsTables {...{ view, quote, language, texts }} />
    </>
  );
}

function Balance({ view: { balance }, language, texts }: Omit<CountedProps, "quote">) {
  if (balance !== null && balance.points.length > 0) {
    const { quote, points } = balance;
    const title = texts.balance;
    const fall = deepestFall(points.map((point) => point.quote));
    return (
      <>
        <StatisticsCurve hint={texts.balanceHint} isGain={false} {...{ title, points, quote, language }} />
        {fall !== null && (
          <p class="panel statistics-note quiet">
            {fill(texts.balanceFall, {
              percent: percentText(fall.percent, language, 2),
              amount: `${amountText(fall.quote, quote, language)} ${quote}`,
            })}
          </p>
        )}
      </>
    );
  }
  return (
    <Panel title={texts.balance}>
      <p class="quiet empty">{balance === null ? texts.balanceChoose : texts.balanceNone}</p>
    </Panel>
  );
}
