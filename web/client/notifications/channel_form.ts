/** What the form of a channel holds as it is typed, what is wrong with it, and the channel that it means. */
import {
  channelChoice,
  type ChannelInput,
  channelInput,
  type ChannelKind,
  type ChannelSettings,
  keepsSecrets,
} from "../../../domain/notification/channel.ts";
import { NOTIFICATION_EVENTS, type NotificationEvent } from "../../../domain/notification/event.ts";
import type { Texts } from "../../i18n/mod.ts";
import type { ChannelForm, ChannelView } from "../../notification_services.ts";

type Words = Texts["notifications"];

/** The fields of each kind, in their order. `isSecret`: empty = the stored one stays. */
export const FIELDS = {
  telegram: [{ name: "token", isSecret: true }, { name: "chatId", isSecret: false }],
  discord: [{ name: "discordUrl", isSecret: true }],
  webhook: [{ name: "url", isSecret: true }, { name: "key", isSecret: true }],
  email: [
    { name: "host", isSecret: false },
    { name: "port", isSecret: false },
    { name: "security", isSecret: false },
    { name: "user", isSecret: false },
    { name: "password", isSecret: true },
    { name: "from", isSecret: false },
    { name: "to", isSecret: false },
  ],
} as const satisfies Readonly<Record<ChannelKind, readonly { readonly name: string; readonly isSecret: boolean }[]>>;

/** A field of some kind. */
export type FieldName = (typeof FIELDS)[ChannelKind][number]["name"];

/** The form as it is typed. */
export interface ChannelDraft {
  readonly kind: ChannelKind;
  readonly name: string;
  readonly events: readonly NotificationEvent[];
  readonly isOn: boolean;
  readonly fields: Readonly<Record<FieldName, string>>;
}

/** Keys of texts by field. */
export type ChannelFaults = Readonly<Partial<Record<FieldName | "name", keyof Words["faults"]>>>;

const EMPTY: ChannelDraft["fields"] = {
  ...{ token: "", chatId: "", discordUrl: "", url: "", key: "" },
  ...{ host: "", port: "465", security: "tls", user: "", password: "", from: "", to: "" },
};

/** The form of a stored channel, or of a new one of a kind. */
export function draftOf(stored: ChannelView | null, kind: ChannelKind, texts: Words): ChannelDraft {
  if (stored === null) return { kind, name: texts.kinds[kind], events: NOTIFICATION_EVENTS, isOn: true, fields: EMPTY };
  const { settings, name, events, isOn } = stored;
  const shown = Object.entries(settings).filter(([field]) => field !== "kind");
  const fields = { ...EMPTY, ...Object.fromEntries(shown.map(([field, value]) => [field, String(value ?? "")])) };
  return { kind: settings.kind, name, events, isOn, fields };
}

/** The form to send, or what is wrong with it. */
export function formOf(
  draft: ChannelDraft,
  stored: ChannelView | null,
): { readonly form: ChannelForm } | { readonly faults: ChannelFaults } {
  const { name, events, isOn } = draft;
  const input = inputOf(draft);
  const faults: Record<string, keyof Words["faults"]> = {};
  if (!channelChoice.shape.name.safeParse(name).success) faults.name = "name";
  const read = channelInput.safeParse(input);
  for (const { path } of read.error?.issues ?? []) {
    const field = fieldOf(draft.kind, String(path[0]));
    if (field !== undefined) faults[field] = field;
  }
  Object.assign(faults, missingOf(draft, read.data, stored?.settings ?? null));
  if (Object.keys(faults).length > 0 || !read.success) return { faults };
  return { form: { id: stored?.id ?? null, name: name.trim(), events: [...events], isOn, channel: read.data } };
}

/** Whether an empty field means the secret that is stored. */
export function isKept(draft: ChannelDraft, stored: ChannelView | null): boolean {
  if (stored === null) return false;
  const read = channelInput.safeParse(inputOf({ ...draft, fields: { ...draft.fields, password: "" } }));
  return read.success && keepsSecrets(read.data, stored.settings);
}

/** A key for signatures: 32 random bytes, as "Standard Webhooks" writes them. */
export function newSigningKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}

/** Secrets that are neither typed nor kept, and what does not fit together. */
function missingOf(
  { kind, fields }: ChannelDraft,
  input: ChannelInput | undefined,
  stored: ChannelSettings | null,
): ChannelFaults {
  const keeps = stored !== null && (input === undefined ? stored.kind === kind : keepsSecrets(input, stored));
  if (kind !== "email") {
    const missing = keeps ? [] : FIELDS[kind].filter(({ name, isSecret }) => isSecret && fields[name].trim() === "");
    return Object.fromEntries(missing.map(({ name }) => [name, name]));
  }
  const [hasUser, hasPassword] = [fields.user.trim() !== "", fields.password !== ""];
  if (hasPassword && !hasUser) return { user: "user" };
  if (hasUser && fields.security === "none") return { security: "security" };
  return hasUser && !hasPassword && !keeps ? { password: "password" } : {};
}

function inputOf({ kind, fields }: ChannelDraft): unknown {
  const typed = (name: FieldName) => fields[name].trim();
  const orNull = (text: string) => text === "" ? null : text;
  switch (kind) {
    case "telegram":
      return { kind, chatId: typed("chatId"), token: orNull(typed("token")) };
    case "discord":
      return { kind, url: orNull(typed("discordUrl")) };
    case "webhook":
      return { kind, url: orNull(typed("url")), key: orNull(typed("key")) };
    case "email": {
      const { security, password } = fields;
      const server = { host: typed("host"), port: Number(typed("port") || "0"), security, user: orNull(typed("user")) };
      return { kind, ...server, password: orNull(password), from: typed("from"), to: typed("to") };
    }
  }
}

/** The field of an issue; Discord's address has a field of its own. */
function fieldOf(kind: ChannelKind, path: string): FieldName | undefined {
  const name = kind === "discord" && path === "url" ? "discordUrl" : path;
  return FIELDS[kind].find((field) => field.name === name)?.name;
}
