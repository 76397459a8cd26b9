/** One backtest. */
import { page } from "fresh";
import { PageTitle } from "../../../components/page_title.tsx";
import BacktestResult from "../../../islands/backtest_result.tsx";
import { resultView } from "../../../web/backtest/lists.ts";
import { ofRun } from "../../../web/backtest/queries.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ params, state: { services } }) => page(await resultView(services.backtests, ofRun.parse(params).id)),
});

export default define.page<typeof handler>(({ data, state: { language, texts } }) => {
  const { id, strategyName, symbol, timeframe } = data.backtest.row;
  return (
    <>
      <PageTitle title={`${texts.backtests.title} · ${strategyName} · ${symbol} ${timeframe}`}>
        <nav class="title-links" aria-label={texts.backtests.title}>
          <a href="/backtest">{texts.backtests.result.back}</a>
        </nav>
      </PageTitle>
      <BacktestResult key={id} language={language} view={data} />
    </>
  );
});
