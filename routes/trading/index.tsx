/** Trading by hand: an account, a market, a ticket, and what became of the orders. */
import { page } from "fresh";
import { PageTitle } from "../../components/page_title.tsx";
import { NoAccount } from "../../components/trading/no_account.tsx";
import { TIMEFRAMES } from "../../domain/timeframe.ts";
import TradingDesk from "../../islands/trading_desk.tsx";
import { define } from "../../web/state.ts";
import { tradingPage } from "../../web/trading/page.ts";

export const handler = define.handlers({
  GET: async ({ url, state: { services } }) => page(await tradingPage(services, url.searchParams)),
});

export default define.page<typeof handler>(({ data, state: { language, texts } }) => (
  <>
    <PageTitle title={texts.trading.title} />
    {data === null
      ? <NoAccount texts={texts.trading} />
      : <TradingDesk key={data.chosen.id} language={language} timeframes={TIMEFRAMES} {...data} />}
  </>
));
