/** A strategy at work beside a backtest over the same candles: whether it works as it was tested. */
import { page } from "fresh";
import { z } from "zod";
import { PageTitle } from "../../components/page_title.tsx";
import { ChoiceForm } from "../../components/parity/choice_form.tsx";
import { ParityPanels } from "../../components/parity/report.tsx";
import { define } from "../../web/state.ts";

/** Which strategy at work; without one, none is compared. */
const query = z.object({ strategy: z.uuid().optional() });

export const handler = define.handlers({
  GET: async ({ url, state: { services: { parity } } }) => {
    const { strategy: chosen = null } = query.parse(Object.fromEntries(url.searchParams));
    const choices = await parity.choices();
    return page({ choices, chosen, view: chosen === null ? null : await parity.compare(chosen) });
  },
});

export default define.page<typeof handler>(({ data: { choices, chosen, view }, state: { language, texts } }) => (
  <>
    <PageTitle title={texts.parity.title}>
      <nav class="title-links" aria-label={texts.backtests.title}>
        <a href="/backtest">{texts.parity.back}</a>
      </nav>
    </PageTitle>
    <ChoiceForm choices={choices} chosen={chosen} texts={texts.parity} />
    {view && <ParityPanels view={view} language={language} texts={texts.parity} />}
  </>
));
