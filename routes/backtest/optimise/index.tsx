/** Searches for parameters: a new one, those that go on, and the results. */
import { page } from "fresh";
import { PageTitle } from "../../../components/page_title.tsx";
import { UTC } from "../../../domain/time_zone.ts";
import OptimiseDesk from "../../../islands/optimise_desk.tsx";
import { searchPage } from "../../../web/optimisation/page.ts";
import { define } from "../../../web/state.ts";
import { timesOf } from "../../../web/times.ts";

export const handler = define.handlers({
  GET: async ({ url, state: { services, house, viewer } }) => {
    const preferences = viewer && await house.preferencesOf(viewer.userId);
    return page(await searchPage(services, url.searchParams, timesOf(preferences?.timeZone ?? UTC)));
  },
});

export default define.page<typeof handler>(({ data, state: { language, texts } }) => (
  <>
    <PageTitle title={texts.optimisations.title}>
      <nav class="title-links" aria-label={texts.optimisations.title}>
        <a href="/backtest">{texts.optimisations.back}</a>
      </nav>
    </PageTitle>
    <p class="quiet search-intro">{texts.optimisations.intro}</p>
    <OptimiseDesk key={JSON.stringify([data.form, data.search])} language={language} {...data} />
  </>
));
