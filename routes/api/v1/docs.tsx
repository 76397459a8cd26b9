/** The API's document as a page. */
import { page } from "fresh";
import { ApiDocs } from "../../../components/api_docs.tsx";
import { PageTitle } from "../../../components/page_title.tsx";
import { apiDocument } from "../../../web/api/document.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({ GET: () => page({ document: apiDocument() }) });

export default define.page<typeof handler>(({ data: { document }, state: { texts: { tokens: { api: texts } } } }) => (
  <>
    <PageTitle title={texts.title}>
      <p class="quiet">
        {texts.lead} <a href="/api/v1/openapi.json" f-client-nav="false">{texts.document}</a>
      </p>
    </PageTitle>
    <ApiDocs document={document} texts={texts} />
  </>
));
