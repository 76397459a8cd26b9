/**
 * The ways out of the page: a bot's chat at Telegram, a channel's webhook at Discord, a webhook of anybody's, e-mail. What
 * opens one is its secrets, which are kept sealed and never shown; its settings may be.
 */
import { z } from "zod";
import { notificationEvent } from "./event.ts";

/** The kinds of channels, in the order in which they are offered. */
export const CHANNEL_KINDS = ["telegram", "discord", "webhook", "email"] as const;
/** A kind of channel. */
export type ChannelKind = typeof CHANNEL_KINDS[number];

/** The most channels of a user. */
export const MOST_CHANNELS = 10;

const mailbox = z.string().trim().max(254).regex(
  /^[^\s@<>()",:;\\[\]\p{C}]{1,64}@[^\s@<>()",:;\\[\]\p{C}]+$/u,
  "expected an address such as me@example.org",
);
const hostName = z.string().trim().toLowerCase().max(253).regex(
  /^(?:[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?)*\.?|[0-9a-f:]{2,45})$/,
  "expected a host such as smtp.example.org",
);

const telegramSettings = z.strictObject({
  kind: z.literal("telegram"),
  chatId: z.string().trim().regex(/^(?:-?\d{1,20}|@\w{4,32})$/, "expected a chat id such as 123456789 or @channel"),
});
const discordSettings = z.strictObject({ kind: z.literal("discord") });
const webhookSettings = z.strictObject({ kind: z.literal("webhook") });
const emailSettings = z.strictObject({
  kind: z.literal("email"),
  host: hostName,
  port: z.int().min(1).max(65_535),
  /** `tls`: from the first byte; `starttls`: before anything is said; `none`: never, and then without a password. */
  security: z.enum(["tls", "starttls", "none"]),
  /** Null = the server asks for none. */
  user: z.string().trim().min(1).max(254).regex(/^\P{C}+$/u, "expected a name").nullable(),
  from: mailbox,
  to: mailbox,
});

/** What may be shown of a channel. */
export const channelSettings = z.discriminatedUnion("kind", [
  telegramSettings,
  discordSettings,
  webhookSettings,
  emailSettings,
]);
/** What may be shown of a channel. */
export type ChannelSettings = z.infer<typeof channelSettings>;

const httpAddress = z.string().trim().max(2_000).refine(
  isHttpAddress,
  "expected an address such as https://example.org/hook",
);

/** What opens a channel. The shapes are those of what is typed, and of what is sealed. */
const secrets = {
  telegram: z.strictObject({
    token: z.string().trim().regex(/^\d{3,20}:[\w-]{20,100}$/, "expected a bot's token such as 123456:ABC-DEF…"),
  }),
  discord: z.strictObject({
    url: z.string().trim().regex(
      /^https:\/\/(?:\w+\.)?discord(?:app)?\.com\/api(?:\/v\d+)?\/webhooks\/\d{5,25}\/[\w-]{20,120}\/?$/,
      "expected a webhook's address such as https://discord.com/api/webhooks/…",
    ),
  }),
  webhook: z.strictObject({
    url: httpAddress,
    key: z.string().trim().regex(
      /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/,
      "expected whsec_ and at least 24 random bytes in base64",
    ),
  }),
  email: z.strictObject({ password: z.string().min(1).max(500).nullable() }),
};

/** A channel with all that is needed to send. Never in a page, an answer, an error or a log. */
export const channelConfig = z.discriminatedUnion("kind", [
  z.strictObject({ ...telegramSettings.shape, ...secrets.telegram.shape }),
  z.strictObject({ ...discordSettings.shape, ...secrets.discord.shape }),
  z.strictObject({ ...webhookSettings.shape, ...secrets.webhook.shape }),
  z.strictObject({ ...emailSettings.shape, ...secrets.email.shape }),
]).superRefine((of, context) => {
  if (of.kind !== "email") return;
  const expected = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  if (of.user !== null && of.password === null) expected("password", "expected the password of that name");
  if (of.user === null && of.password !== null) expected("user", "expected the name of that password");
  if (of.password !== null && of.security === "none") {
    expected("security", "expected an encrypted connection: a password is not sent without");
  }
});
/** A channel with all that is needed to send. */
export type ChannelConfig = z.infer<typeof channelConfig>;

/** Names of the secrets of each kind. */
export const SECRET_NAMES: Readonly<Record<ChannelKind, readonly string[]>> = {
  telegram: Object.keys(secrets.telegram.shape),
  discord: Object.keys(secrets.discord.shape),
  webhook: Object.keys(secrets.webhook.shape),
  email: Object.keys(secrets.email.shape),
};

/** The secrets of a channel as they are sealed. */
export const channelSecrets = z.record(z.string(), z.string().nullable());
/** The secrets of a channel by name. */
export type ChannelSecrets = z.infer<typeof channelSecrets>;

/** A channel as it is typed: a secret that is null stays as it is stored. */
export const channelInput = z.discriminatedUnion("kind", [
  telegramSettings.extend({ token: kept(secrets.telegram.shape.token) }),
  discordSettings.extend({ url: kept(secrets.discord.shape.url) }),
  webhookSettings.extend({ url: kept(secrets.webhook.shape.url), key: kept(secrets.webhook.shape.key) }),
  emailSettings.extend({ password: kept(secrets.email.shape.password) }),
]);
/** A channel as it is typed. */
export type ChannelInput = z.infer<typeof channelInput>;

/** Whether secrets may go on to be used: a password goes to no other server than the one that it was meant for. */
export function keepsSecrets(input: ChannelSettings | ChannelInput, stored: ChannelSettings): boolean {
  if (input.kind !== "email" || stored.kind !== "email") return input.kind === stored.kind;
  return (["host", "port", "security", "user"] as const).every((name) => input[name] === stored[name]);
}

/** What was typed, with the secrets that stay. @throws {z.ZodError} naming what is missing or does not fit together. */
export function completed(
  input: ChannelInput,
  stored: { readonly settings: ChannelSettings; readonly secrets: ChannelSecrets } | null,
): ChannelConfig {
  const kept = stored !== null && keepsSecrets(input, stored.settings) ? stored.secrets : {};
  const typed = channelSecrets.parse(parts(input, true));
  const found = SECRET_NAMES[input.kind].map((name) => [name, typed[name] ?? kept[name] ?? null]);
  return channelConfig.parse({ ...parts(input, false), ...Object.fromEntries(found) });
}

/** Parts a channel into what may be shown and what opens it. */
export function partedConfig(
  config: ChannelConfig,
): { readonly settings: ChannelSettings; readonly secrets: ChannelSecrets } {
  return { settings: channelSettings.parse(parts(config, false)), secrets: channelSecrets.parse(parts(config, true)) };
}

function parts(of: ChannelConfig | ChannelInput, areSecrets: boolean): Record<string, unknown> {
  const names = SECRET_NAMES[of.kind];
  return Object.fromEntries(Object.entries(of).filter(([name]) => names.includes(name) === areSecrets));
}

function kept<T extends z.ZodType>(schema: T) {
  return schema.nullable().default(null);
}

/** What a user chooses of a channel beside where it leads. */
export const channelChoice = z.object({
  name: z.string().trim().min(1, "expected a name").max(60).regex(/^\P{C}+$/u, "expected a name"),
  events: z.array(notificationEvent).max(notificationEvent.options.length).transform((all) => [...new Set(all)]),
  isOn: z.boolean(),
});
/** What a user chooses of a channel. */
export type ChannelChoice = z.infer<typeof channelChoice>;

/** With a user or password in it, or what is after `#`, an address would say more than where it leads. */
function isHttpAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, hash } = new URL(text);
  const isHttp = protocol === "https:" || protocol === "http:";
  return isHttp && hostname !== "" && username === "" && password === "" && hash === "";
}
