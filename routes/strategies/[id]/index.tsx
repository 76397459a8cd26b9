/** One strategy in the workshop. */
import { page } from "fresh";
import { PageTitle } from "../../../components/page_title.tsx";
import Workshop from "../../../islands/workshop.tsx";
import { define } from "../../../web/state.ts";
import { ofStrategy } from "../../../web/workshop/bodies.ts";

export const handler = define.handlers({
  GET: async ({ params, state: { services } }) => {
    const strategy = await services.workshop.open(ofStrategy.parse(params).id);
    const connections = await services.assistant.connections();
    return page({ strategy, symbols: services.facts.symbols, hasAssistant: connections.some(({ isOn }) => isOn) });
  },
});

export default define.page<typeof handler>(({ data, state: { language, texts } }) => (
  <>
    <PageTitle title={data.strategy.name}>
      <a href="/strategies">{texts.workshop.head.back}</a>
    </PageTitle>
    <Workshop key={data.strategy.id} language={language} {...data} />
  </>
));
