/** The running system: every actor, its supervisor, and how it is doing. */
import { page } from "fresh";
import { PageTitle } from "../../components/page_title.tsx";
import SystemTree from "../../islands/system_tree.tsx";
import { define } from "../../web/state.ts";

export const handler = define.handlers({ GET: async (ctx) => page(await ctx.state.services.tree()) });

export default define.page<typeof handler>(({ data, state: { language, texts, viewer } }) => (
  <>
    <PageTitle title={texts.system.title}>
      <p class="quiet">{texts.system.lead}</p>
    </PageTitle>
    <SystemTree language={language} report={data} isDev={viewer?.isDev ?? false} />
  </>
));
