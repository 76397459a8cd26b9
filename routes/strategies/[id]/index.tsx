/** One strategy in the workshop. */
import { page } from "fresh";
import { PageTitle } from "../../../components/page_title.tsx";
import Workshop from "../../../islands/workshop.tsx";
import { define } from "../../../web/state.ts";
import { ofStrategy } from "../../../web/workshop/bodies.ts";

export const handler = define.handlers({
  GET: async ({ params, state: { services } }) =>
    page({ strategy: await services.workshop.open(ofStrategy.parse(params).id) }),
});

export default define.page<typeof handler>(({ data: { strategy }, state: { language, texts, services } }) => (
  <>
    <PageTitle title={strategy.name}>
      <a href="/strategies">{texts.workshop.head.back}</a>
    </PageTitle>
    <Workshop key={strategy.id} language={language} strategy={strategy} symbols={services.facts.symbols} />
  </>
));
