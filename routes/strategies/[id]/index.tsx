/** One strategy in the workshop. */
import { page } from "fresh";
import { Head } from "fresh/runtime";
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

export default define.page<typeof handler>(({ data, state: { language } }) => (
  <>
    <Head>
      <title>{`${data.strategy.name} · Aristobot`}</title>
    </Head>
    <Workshop key={data.strategy.id} language={language} {...data} />
  </>
));
