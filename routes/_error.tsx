/** Every error that reaches the pages: a page for browsers, JSON for everybody else. */
import { page, type PageProps } from "fresh";
import { PageTitle } from "../components/page_title.tsx";
import { DATABASE_AWAY, type Failure, failureJson, failureOf, wantsPage } from "../web/errors.ts";
import { fill } from "../web/i18n/mod.ts";
import { define, type State } from "../web/state.ts";

export const handler = define.handlers((ctx) => {
  const failure = failureOf(ctx.error, ctx.req, ctx.state.house.log);
  if (isWithoutDatabase(failure) && ctx.state.viewer) ctx.state = { ...ctx.state, viewer: null }; // its menu is read there, too
  return wantsPage(ctx.req) ? page(failure, { status: failure.status }) : failureJson(failure);
});

export default function ErrorPage({ data, state: { texts }, url }: PageProps<Failure, State>) {
  const { title, text } = wordsOf(data, texts.error, url.pathname);
  return (
    <>
      <PageTitle title={title} />
      <section class="panel later" role="alert">
        <p class="error-status">{data.status}</p>
        <p>{text}</p>
        {data.reference && <p class="mono">{fill(texts.error.reference, { reference: data.reference })}</p>}
        <p>
          <a class="button" href="/heartbeat">{texts.error.home}</a>
        </p>
      </section>
    </>
  );
}

function isWithoutDatabase({ status, message }: Failure): boolean {
  return status === 503 && message === DATABASE_AWAY;
}

function wordsOf(failure: Failure, texts: State["texts"]["error"], path: string): { title: string; text: string } {
  if (failure.status === 404) return { title: texts.notFound, text: fill(texts.notFoundText, { path }) };
  if (isWithoutDatabase(failure)) return { title: texts.away, text: texts.databaseAway };
  if (failure.status === 503) {
    return { title: texts.away, text: fill(texts.awayText, { reason: failure.message ?? "" }) };
  }
  if (failure.status < 500) return { title: texts.refused, text: failure.message ?? "" };
  return { title: texts.broken, text: texts.brokenText };
}
