/** The list of a user's strategies. */
import { page } from "fresh";
import { PageTitle } from "../../components/page_title.tsx";
import WorkshopList from "../../islands/workshop_list.tsx";
import { define } from "../../web/state.ts";
import { strategyTemplates } from "../../web/strategy_templates.ts";

export const handler = define.handlers({
  GET: async ({ state: { services } }) => page({ rows: await services.workshop.list() }),
});

export default define.page<typeof handler>(({ data: { rows }, state: { language, texts } }) => (
  <>
    <PageTitle title={texts.workshop.title} />
    <WorkshopList language={language} rows={rows} templates={strategyTemplates()} />
  </>
));
