/** A user's channels of notifications: rows, sealed secrets, and a message to try them. */
import { z } from "zod";
import { courierProtocol } from "../actors/courier_protocol.ts";
import type { System } from "../actors/runtime/mod.ts";
import { PATHS } from "../actors/tree.ts";
import type { Db } from "../db/db.ts";
import { channelsOf, type ChannelState, findChannel, removeChannel, saveChannel } from "../db/notification_channels.ts";
import { lastNotifications, waitingCounts } from "../db/notifications.ts";
import { preferencesOf } from "../db/preferences.ts";
import { type ChannelConfig, completed, MOST_CHANNELS, partedConfig } from "../domain/notification/channel.ts";
import { DELIVERY_LIMITS, type Surroundings } from "../notify/delivery.ts";
import { send } from "../notify/send.ts";
import type { SecretBox } from "../security/secret_box.ts";
import { openChannel, openSecrets, sealSecrets } from "./channel_box.ts";
import { HttpError } from "./fresh/error.ts";
import type { Language } from "./i18n/mod.ts";
import { notificationText, testMessage } from "./notification_message.ts";
import type { ChannelForm, ChannelView, NotificationServices } from "./notification_services.ts";
import type { Viewer } from "./viewer.ts";
import type { UserTurns } from "./workshop/user_turns.ts";

/** What it stands on. */
export interface NotificationParts {
  readonly db: Db;
  readonly system: () => System;
  /** Seals what opens channels; its purpose is `NOTIFICATION_CHANNELS`. */
  readonly box: SecretBox;
  readonly surroundings: Surroundings;
  /** Of those who have not chosen one. */
  readonly language: Language;
  /** Messages to try channels with. */
  readonly turns: UserTurns;
}

/** The services of one user: also `dev` has his own channels alone. */
export function notificationHouse(parts: NotificationParts, { userId }: Pick<Viewer, "userId">): NotificationServices {
  const { db, box, system } = parts;
  return {
    channels: async () => {
      const waiting = await waitingCounts(db, userId);
      return (await channelsOf(db, userId)).map((of) => viewOf(of, waiting.get(of.id) ?? 0));
    },
    recent: async (limit, shown) => {
      const language = shown ?? await languageOf(parts, userId);
      return (await lastNotifications(db, userId, limit)).map(({ number: _, channelId: __, ...of }) => ({
        ...of,
        text: notificationText(of, language),
      }));
    },
    save: async (form) => {
      const stored = await storedOf(parts, userId, form.id);
      const { settings, secrets } = partedConfig(configOf(parts, form, stored));
      const { name, events, isOn } = form;
      const row = { id: stored?.id ?? crypto.randomUUID(), userId };
      const sealedSecrets = sealSecrets(box, secrets, row);
      const outcome = await saveChannel(
        db,
        { ...row, name, events: [...events], isOn, settings, sealedSecrets },
        system().clock.now(),
      );
      if (outcome === "taken") throw new HttpError(409, `Another of your channels is called "${name}"`);
      if (outcome === "many") throw new HttpError(409, `You have ${MOST_CHANNELS} channels already: remove one first`);
      wake(parts);
      return row.id;
    },
    remove: async (id) => {
      if (!await removeChannel(db, userId, id)) throw unknown();
    },
    test: async (form) => {
      const config = configOf(parts, form, await storedOf(parts, userId, form.id));
      return await tried(parts, userId, config);
    },
    testStored: async (id) => {
      const config = openChannel(box, await storedOf(parts, userId, id) ?? fail());
      if (config === null) throw new HttpError(409, "Its secrets cannot be opened any more: enter them again");
      return await tried(parts, userId, config);
    },
  };
}

function viewOf({ userId: _, sealedSecrets: __, dropped: ___, ...of }: ChannelState, waiting: number): ChannelView {
  return { ...of, waiting };
}

/** The stored channel of that id, or undefined for a new one. @throws {HttpError} 404 where it is not the user's. */
async function storedOf(
  { db }: NotificationParts,
  userId: string,
  id: string | null,
): Promise<ChannelState | undefined> {
  if (id === null) return undefined;
  return await findChannel(db, userId, id) ?? fail();
}

function fail(): never {
  throw unknown();
}

function unknown(): HttpError {
  return new HttpError(404, "You have no such notification channel");
}

/** What was typed with what is stored of it. @throws {HttpError} 400 naming what is missing or does not fit together. */
function configOf(
  { box }: NotificationParts,
  { channel }: Pick<ChannelForm, "channel">,
  stored: ChannelState | undefined,
): ChannelConfig {
  const secrets = stored === undefined ? null : openSecrets(box, stored);
  try {
    return completed(channel, stored === undefined || secrets === null ? null : { settings: stored.settings, secrets });
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const [issue] = error.issues;
    throw new HttpError(400, `Cannot take ${issue!.path.join(".")}: ${issue!.message}`);
  }
}

async function tried(parts: NotificationParts, userId: string, config: ChannelConfig): Promise<string | null> {
  const { surroundings, system, turns } = parts;
  const message = testMessage(await languageOf(parts, userId));
  const delivery = await turns.take(userId, () =>
    send(config, message, {
      ...surroundings,
      limits: DELIVERY_LIMITS,
      nowMs: system().clock.now(),
      signal: new AbortController().signal, // nothing ends it but its own limits
    }));
  return delivery.outcome === "sent" ? null : delivery.reason;
}

async function languageOf({ db, language }: NotificationParts, userId: string): Promise<Language> {
  return (await preferencesOf(db, userId))?.language ?? language;
}

/** What waits for a channel that was mended is sent at once. */
function wake({ system }: NotificationParts): void {
  system().whereis(PATHS.courier, courierProtocol).tell("Wake");
}
