/** What the house offers to a user about webhooks. */
import type { Webhook, WebhookChanges } from "../db/webhooks.ts";
import type { WebhookCall, WebhookCallView } from "../domain/webhook/call.ts";

/** A webhook as its user is shown it. */
export type WebhookView = Omit<Webhook, "userId" | "revokedMs"> & { readonly brokerName: string };

/** Calls on a page of their list. */
export const CALLS_PAGE = 25;
/** A user may have so many that are not revoked. */
export const MOST_WEBHOOKS = 50;

/** One page of calls, newest first. */
export interface CallPage {
  readonly calls: readonly WebhookCallView[];
  readonly total: number;
}

/** A webhook with its token: the only time that it is shown. */
export interface MadeWebhook {
  readonly token: string;
  readonly webhook: WebhookView;
}

/** Webhooks of a user. Each id must be the user's own: else {HttpError} 404. */
export interface WebhookServices {
  list(): Promise<readonly WebhookView[]>;
  find(id: string): Promise<WebhookView>;
  /** @throws {HttpError} 409 where the user has one of that name, or too many. */
  make(of: WebhookChanges & { readonly name: string }): Promise<MadeWebhook>;
  /** The old token opens nothing from now on. */
  rotate(id: string): Promise<MadeWebhook>;
  change(id: string, to: WebhookChanges): Promise<void>;
  revoke(id: string): Promise<void>;
  /** Null = of all of the user's webhooks; `page` from 1, of {@linkcode CALLS_PAGE} calls. */
  calls(query: { readonly webhookId: string | null; readonly page: number }): Promise<CallPage>;
  /** Judges a message as a call in test mode is; nothing is sent. The call is listed with all others. */
  tryMessage(id: string, body: string): Promise<Pick<WebhookCall, "id" | "verdict" | "reason">>;
  /** Has a call that failed executed again. @throws {HttpError} 409 where it cannot be. */
  retry(callId: string): Promise<{ readonly id: string }>;
}
