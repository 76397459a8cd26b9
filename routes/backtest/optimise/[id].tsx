/** One search for parameters. */
import { page } from "fresh";
import { PageTitle } from "../../../components/page_title.tsx";
import OptimiseResult from "../../../islands/optimise_result.tsx";
import { ofRun } from "../../../web/backtest/queries.ts";
import { searchView } from "../../../web/optimisation/page.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ params, state: { services } }) => page(await searchView(services.backtests, ofRun.parse(params).id)),
});

export default define.page<typeof handler>(({ data, state: { language, texts } }) => (
  <>
    <PageTitle title={texts.optimisations.title}>
      <nav class="title-links" aria-label={texts.optimisations.title}>
        <a href="/backtest/optimise">{texts.optimisations.all}</a>
      </nav>
    </PageTitle>
    <OptimiseResult key={data.optimisation.row.id} language={language} view={data} />
  </>
));
