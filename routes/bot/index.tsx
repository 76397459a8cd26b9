/** The strategies at work, their last orders, the balance, and the form that sets one to work. */
import { page } from "fresh";
import { PageTitle } from "../../components/page_title.tsx";
import { UTC } from "../../domain/time_zone.ts";
import BotDesk from "../../islands/bot_desk.tsx";
import { botPage } from "../../web/bot/page.ts";
import { define } from "../../web/state.ts";
import { timesOf } from "../../web/times.ts";

export const handler = define.handlers({
  GET: async ({ url, state: { services, house, viewer } }) => {
    const preferences = viewer && await house.preferencesOf(viewer.userId);
    const times = timesOf(preferences?.timeZone ?? UTC);
    return page(await botPage(services, url.searchParams, times));
  },
});

export default define.page<typeof handler>(({ data, state: { language, texts } }) => (
  <>
    <PageTitle title={texts.bot.title} />
    <BotDesk key={JSON.stringify(data.form)} language={language} {...data} />
  </>
));
