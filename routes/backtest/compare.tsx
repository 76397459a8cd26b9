/** Two backtests side by side. */
import { HttpError, page } from "fresh";
import { PageTitle } from "../../components/page_title.tsx";
import BacktestCompare from "../../islands/backtest_compare.tsx";
import { compareAddress } from "../../web/backtest/queries.ts";
import { define } from "../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ url, state: { services, texts } }) => {
    const asked = compareAddress.parse(Object.fromEntries(url.searchParams));
    const [a, b] = await Promise.all([services.backtests.backtest(asked.a), services.backtests.backtest(asked.b)]);
    if ([a, b].some(({ stats, curve }) => stats === null || curve === null)) {
      throw new HttpError(409, texts.backtests.compare.notDone);
    }
    return page({ a, b });
  },
});

export default define.page<typeof handler>(({ data: { a, b }, state: { language, texts } }) => (
  <>
    <PageTitle title={texts.backtests.compare.title}>
      <nav class="title-links" aria-label={texts.backtests.title}>
        <a href="/backtest">{texts.backtests.result.back}</a>
      </nav>
    </PageTitle>
    <BacktestCompare key={`${a.row.id} ${b.row.id}`} {...{ language, a, b }} />
  </>
));
