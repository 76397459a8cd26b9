/** Every error that reaches the pages: a page for browsers, JSON for everybody else. */
import { page, type PageProps } from "fresh";
import { PageTitle } from "../components/page_title.tsx";
import { type Failure, failureJson, failureOf, wantsPage } from "../web/errors.ts";
import { fill } from "../web/i18n/mod.ts";
import { define, type State } from "../web/state.ts";

export const handler = define.handlers((ctx) => {
  const failure = failureOf(ctx.error, ctx.req, ctx.state.house.log);
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

function wordsOf(failure: Failure, texts: State["texts"]["error"], path: string): { title: string; text: string } {
  if (failure.status === 404) return { title: texts.notFound, text: fill(texts.notFoundText, { path }) };
  if (failure.status === 503) {
    return { title: texts.away, text: fill(texts.awayText, { reason: failure.message ?? "" }) };
  }
  if (failure.status < 500) return { title: texts.refused, text: failure.message ?? "" };
  return { title: texts.broken, text: texts.brokenText };
}
