/** Being told outside of the page. What opens a channel is a secret: only a session stores, tries and removes one. */
import { z } from "zod";
import { channelChoice, channelInput, channelSettings } from "../../domain/notification/channel.ts";
import { toldNotification } from "../../db/notifications.ts";
import { type ApiRoute, route } from "./route.ts";
import { whole } from "./schemas.ts";

const settings = channelSettings.meta({ id: "ChannelSettings", description: "Nothing here opens the channel" });
const choice = {
  name: z.string().min(1).max(60),
  events: channelChoice.shape.events.in.meta({ description: "What it is told of" }),
  isOn: z.boolean(),
};
const channel = z.object({
  id: z.string(),
  ...choice,
  settings,
  failures: z.int().meta({ description: "Attempts that failed, in a row" }),
  failingSinceMs: z.int().nullable(),
  problem: z.string().nullable().meta({ description: "Why the last attempt failed; null = it did not" }),
  lastSentMs: z.int().nullable(),
  nextMs: z.int().nullable().meta({ description: "Nothing is sent before, UTC ms; null = at once" }),
  waiting: z.int().meta({ description: "Notifications that wait" }),
}).meta({ id: "NotificationChannel" });
const told = toldNotification.omit({ channelId: true, number: true }).extend({
  text: z.string().meta({ description: "In the user's language" }),
}).meta({ id: "Notification" });
const form = z.strictObject({
  ...channelChoice.shape,
  channel: channelInput.meta({
    id: "ChannelInput",
    description: "Of a stored channel, a secret that is null stays as it is; a password only where its server does",
  }),
}).meta({ id: "ChannelForm" });
const channelId = z.strictObject({ channelId: z.uuid() });
const trial = z.object({ problem: z.string().nullable().meta({ description: "null = the message went out" }) });
const tag = "notifications";

/** Routes of notifications. */
export const notificationRoutes: readonly ApiRoute[] = [
  route({
    method: "get",
    path: "/notifications",
    needs: "read",
    tag,
    summary: "The newest that the user was told outside of the page, or is to be told",
    query: z.strictObject({ limit: whole(1, 200).default(50) }),
    status: 200,
    answer: z.object({ notifications: z.array(told) }),
  }, async ({ services, query }) => ({ notifications: await services.notifications.recent(query.limit, null) })),
  route({
    method: "get",
    path: "/notification-channels",
    needs: "read",
    tag,
    summary: "The user's channels, and how sending goes",
    status: 200,
    answer: z.object({ channels: z.array(channel) }),
  }, async ({ services }) => ({ channels: await services.notifications.channels() })),
  route({
    method: "post",
    path: "/notification-channels",
    needs: "session",
    tag,
    summary: "Adds a channel",
    body: form,
    status: 201,
    answer: z.object({ id: z.string() }),
    problems: [409],
  }, async ({ services, body }) => ({ id: await services.notifications.save({ ...body, id: null }) })),
  route({
    method: "put",
    path: "/notification-channels/{channelId}",
    needs: "session",
    tag,
    summary: "Changes a channel; what waits for it is tried at once",
    params: channelId,
    body: form,
    status: 204,
    problems: [404, 409],
  }, async ({ services, params, body }) => {
    await services.notifications.save({ ...body, id: params.channelId });
  }),
  route({
    method: "delete",
    path: "/notification-channels/{channelId}",
    needs: "session",
    tag,
    summary: "Forgets a channel with its secrets, and what waits for it",
    params: channelId,
    status: 204,
    problems: [404],
  }, ({ services, params }) => services.notifications.remove(params.channelId)),
  route({
    method: "post",
    path: "/notification-channels/{channelId}/test",
    needs: "session",
    tag,
    summary: "Sends a message by a channel, to see whether it arrives",
    params: channelId,
    status: 200,
    answer: trial,
    problems: [404, 409],
  }, async ({ services, params }) => ({ problem: await services.notifications.testStored(params.channelId) })),
];
