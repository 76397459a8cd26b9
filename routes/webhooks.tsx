/** Stands in the menu until it is built. */
import { Later } from "../components/later.tsx";
import { PageTitle } from "../components/page_title.tsx";
import { define } from "../web/state.ts";

export default define.page(({ state: { texts } }) => (
  <>
    <PageTitle title={texts.menu.webhooks} />
    <Later texts={texts} page="webhooks" />
  </>
));
