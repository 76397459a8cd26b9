/** What the page of webhooks shows. */
import type { Services } from "./services.ts";
import type { CallPage, WebhookView } from "./webhook_services.ts";

/** What the page of webhooks shows. */
export interface WebhookPage {
  readonly webhooks: readonly WebhookView[];
  readonly brokers: readonly { readonly id: string; readonly name: string }[];
  readonly calls: CallPage;
}

/** Everything at once. */
export async function shownPage({ webhooks, trading }: Pick<Services, "webhooks" | "trading">): Promise<WebhookPage> {
  const [all, accounts, calls] = await Promise.all([
    webhooks.list(),
    trading.accounts(),
    webhooks.calls({ webhookId: null, page: 1 }),
  ]);
  return { webhooks: all, brokers: accounts.map(({ id, name }) => ({ id, name })), calls };
}
