/** The heading of a page, in the document's title too. */
import type { ComponentChildren } from "preact";
import { Head } from "fresh/runtime";

/** The one `h1` of a page. */
export function PageTitle({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="page-title">
      <Head>
        <title>{`${title} · Aristobot`}</title>
      </Head>
      <h1>{title}</h1>
      {children}
    </div>
  );
}
