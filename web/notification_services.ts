/** What the house offers to a user who wants to be told outside of the page. */
import type { ToldNotification } from "../db/notifications.ts";
import type { ChannelChoice, ChannelInput, ChannelSettings } from "../domain/notification/channel.ts";
import type { Language } from "./i18n/mod.ts";

/** As many of what was told last are shown. */
export const HISTORY_LENGTH = 20;

/** A channel as its user is shown it: nothing here opens it. Times UTC ms. */
export interface ChannelView extends ChannelChoice {
  readonly id: string;
  readonly settings: ChannelSettings;
  readonly failures: number;
  readonly failingSinceMs: number | null;
  /** Why the last attempt failed; null = it did not. */
  readonly problem: string | null;
  readonly lastSentMs: number | null;
  /** Nothing is sent before; null = at once. */
  readonly nextMs: number | null;
  readonly waiting: number;
}

/** A channel as it is filled in. */
export interface ChannelForm extends ChannelChoice {
  /** Null = a new one. */
  readonly id: string | null;
  readonly channel: ChannelInput;
}

/** A notification with its text in the user's language. */
export type NotificationView = Omit<ToldNotification, "channelId" | "number"> & { readonly text: string };

/** Telling one user outside of the page. */
export interface NotificationServices {
  channels(): Promise<readonly ChannelView[]>;
  /** The newest `limit`, the newest first. @param language null = that of the user's messages. */
  recent(limit: number, language: Language | null): Promise<readonly NotificationView[]>;
  /** Stores a channel; its id. @throws {HttpError} 404 for one that is not the user's, 409 with the reason. */
  save(form: ChannelForm): Promise<string>;
  /** @throws {HttpError} 404 for one that is not the user's. */
  remove(id: string): Promise<void>;
  /** Sends a message by what its form holds; in words what went wrong, null = it went out. */
  test(form: Pick<ChannelForm, "id" | "channel">): Promise<string | null>;
  /** The same by a stored channel. @throws {HttpError} 404 for one that is not the user's. */
  testStored(id: string): Promise<string | null>;
}
