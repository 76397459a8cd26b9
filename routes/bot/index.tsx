/** The strategies at work, their last orders, and the balance. */
import { page } from "fresh";
import { PageTitle } from "../../components/page_title.tsx";
import BotDesk from "../../islands/bot_desk.tsx";
import { define } from "../../web/state.ts";

export const handler = define.handlers({ GET: async (ctx) => page(await ctx.state.services.bot.view()) });

export default define.page<typeof handler>(({ data, state: { language, texts } }) => (
  <>
    <PageTitle title={texts.bot.title} />
    <BotDesk language={language} view={data} />
  </>
));
