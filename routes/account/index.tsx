/** The user's own account: brokers, assistant, password, preferences, and the browsers that are signed in. */
import { page } from "fresh";
import { PageTitle } from "../../components/page_title.tsx";
import { Panel } from "../../components/panel.tsx";
import { PreferencesPanel } from "../../components/preferences_panel.tsx";
import { SessionTable } from "../../components/session_table.tsx";
import { TokenPanel } from "../../components/token_panel.tsx";
import Assistant from "../../islands/assistant.tsx";
import Brokers from "../../islands/brokers.tsx";
import Notifications from "../../islands/notifications.tsx";
import Risk from "../../islands/risk.tsx";
import { fill } from "../../web/i18n/mod.ts";
import { HISTORY_LENGTH } from "../../web/notification_services.ts";
import { define } from "../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ state: { house, viewer, language, services: { assistant, brokers, notifications, risk } } }) =>
    page({
      sessions: viewer?.sessionId ? await house.accounts.sessions(viewer.userId) : null,
      tokens: viewer?.sessionId ? await house.tokens.list(viewer.userId) : [],
      brokers: await brokers.list(),
      exchanges: await brokers.exchanges(),
      assistants: await assistant.connections(),
      risk: await risk.view(),
      channels: await notifications.channels(),
      history: await notifications.recent(HISTORY_LENGTH, language),
    }),
});

export default define.page<typeof handler>(({ data, state: { texts, viewer, language, theme } }) => (
  <>
    <PageTitle title={texts.menu.account}>
      <p class="quiet">{viewer?.name}</p>
    </PageTitle>
    <Brokers language={language} brokers={data.brokers} exchanges={data.exchanges} />
    <Risk language={language} view={data.risk} />
    <Notifications language={language} channels={data.channels} history={data.history} />
    <Assistant language={language} connections={data.assistants} />
    {data.sessions === null ? <p class="panel empty">{fill(texts.account.debug, { name: viewer?.name ?? "" })}</p> : (
      <>
        <Panel title={texts.account.password}>
          <p class="panel-line">
            <span class="quiet">{texts.account.passwordText}</span>
            <a class="button" href="/password" f-client-nav="false">{texts.login.change}</a>
          </p>
        </Panel>
        <SessionTable sessions={data.sessions} own={viewer?.sessionId ?? null} texts={texts.account} />
        <TokenPanel tokens={data.tokens} texts={texts.tokens} />
      </>
    )}
    <PreferencesPanel language={language} theme={theme} texts={texts} />
  </>
));
