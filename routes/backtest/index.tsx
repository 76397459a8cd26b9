/** Backtests: a new one, those that go on, and the results. */
import { page } from "fresh";
import { PageTitle } from "../../components/page_title.tsx";
import { UTC } from "../../domain/time_zone.ts";
import BacktestDesk from "../../islands/backtest_desk.tsx";
import { deskPage } from "../../web/backtest/page.ts";
import { define } from "../../web/state.ts";
import { timesOf } from "../../web/times.ts";

export const handler = define.handlers({
  GET: async ({ url, state: { services, house, viewer } }) => {
    const preferences = viewer && await house.preferencesOf(viewer.userId);
    const times = timesOf(preferences?.timeZone ?? UTC);
    return page(await deskPage(services, url.searchParams, times));
  },
});

export default define.page<typeof handler>(({ data, state: { language, texts } }) => (
  <>
    <PageTitle title={texts.backtests.title}>
      <nav class="title-links" aria-label={texts.backtests.title}>
        <a href="/backtest/optimise">{texts.backtests.links.optimise}</a>
        <a href="/backtest/parity">{texts.backtests.links.parity}</a>
      </nav>
    </PageTitle>
    <BacktestDesk key={keyOf(data.form)} language={language} {...data} />
  </>
));

/** Another address asks for another form. */
function keyOf(form: unknown): string {
  return JSON.stringify(form);
}
