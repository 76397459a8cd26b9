/** One strategy at work: its terms, its balance, and every trade explained. */
import { page } from "fresh";
import { PageTitle } from "../../../components/page_title.tsx";
import BotWork from "../../../islands/bot_work.tsx";
import { ofWork, timelineQuery } from "../../../web/bot/bodies.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ params, url, state: { services } }) => {
    const { page: turned } = timelineQuery.catch({ page: 1 }).parse(Object.fromEntries(url.searchParams));
    return page(await services.bot.open(ofWork.parse(params).id, turned));
  },
});

export default define.page<typeof handler>(({ data, state: { services, language, texts } }) => {
  const { id, strategyName, symbol } = data.terms;
  return (
    <>
      <PageTitle title={`${texts.bot.title} · ${strategyName} · ${symbol}`}>
        <nav class="title-links" aria-label={texts.bot.title}>
          <a href="/bot">{texts.bot.work.back}</a>
          <a href={`/backtest/parity?strategy=${id}`}>{texts.bot.parity}</a>
        </nav>
      </PageTitle>
      <BotWork key={id} language={language} view={data} marketSpeed={services.facts.marketSpeed} />
    </>
  );
});
