import assert from "node:assert/strict";
import { CHANNEL_KINDS } from "../../../domain/notification/channel.ts";
import { NOTIFICATION_EVENTS } from "../../../domain/notification/event.ts";
import { textsOf } from "../../i18n/mod.ts";
import type { ChannelView } from "../../notification_services.ts";
import { type ChannelDraft, draftOf, formOf, isKept, newSigningKey } from "./channel_form.ts";

const texts = textsOf("en").notifications;
const ID = "00000000-0000-4000-8000-000000000001";

/** A new channel with these fields. */
function draft(kind: ChannelDraft["kind"], fields: Partial<ChannelDraft["fields"]> = {}): ChannelDraft {
  const empty = draftOf(null, kind, texts);
  return { ...empty, fields: { ...empty.fields, ...fields } };
}

function view(settings: ChannelView["settings"]): ChannelView {
  const state = { failures: 0, failingSinceMs: null, problem: null, lastSentMs: null, nextMs: null, waiting: 0 };
  return { id: ID, name: "mine", events: ["stop_hit"], isOn: false, settings, ...state };
}

const faultsOf = (of: ChannelDraft, stored: ChannelView | null = null) => {
  const read = formOf(of, stored);
  return "faults" in read ? Object.keys(read.faults).sort() : [];
};

const MAIL = { host: "smtp.example.org", from: "a@example.org", to: "b@example.org" };
const SERVER = { ...MAIL, kind: "email", port: 465, security: "tls", user: "me" } as const;

Deno.test("what is missing is named field by field", () => {
  const missing = {
    telegram: ["chatId", "token"],
    discord: ["discordUrl"],
    webhook: ["key", "url"],
    email: ["from", "host", "to"],
  };
  for (const kind of CHANNEL_KINDS) assert.deepEqual(faultsOf(draft(kind)), missing[kind]);
  assert.deepEqual(faultsOf({ ...draft("discord"), name: " " }), ["discordUrl", "name"]);
});

Deno.test("what is typed becomes the channel that is sent", () => {
  const key = newSigningKey();
  assert.deepEqual(formOf(draft("webhook", { url: " https://a.test/x ", key }), null), {
    form: {
      ...{ id: null, name: "Webhook", events: [...NOTIFICATION_EVENTS], isOn: true },
      channel: { kind: "webhook", url: "https://a.test/x", key },
    },
  });
  assert.deepEqual(faultsOf(draft("telegram", { chatId: "-100123", token: `123456:${"x".repeat(35)}` })), []);
  assert.deepEqual(faultsOf(draft("telegram", { chatId: "me and you", token: "x" })), ["chatId", "token"]);
  assert.deepEqual(faultsOf(draft("discord", { discordUrl: "https://evil.test/api/webhooks/12345/x" })), [
    "discordUrl",
  ]);
  assert.deepEqual(faultsOf(draft("webhook", { url: "ftp://a.test", key: "short" })), ["key", "url"]);
});

Deno.test("a password needs a name and an encrypted connection, and a name its password", () => {
  assert.deepEqual(faultsOf(draft("email", MAIL)), []);
  assert.deepEqual(faultsOf(draft("email", { ...MAIL, user: "me" })), ["password"]);
  assert.deepEqual(faultsOf(draft("email", { ...MAIL, password: "p" })), ["user"]);
  assert.deepEqual(faultsOf(draft("email", { ...MAIL, user: "me", password: "p" })), []);
  assert.deepEqual(faultsOf(draft("email", { ...MAIL, user: "me", password: "p", security: "none" })), ["security"]);
  assert.deepEqual(faultsOf(draft("email", { ...MAIL, port: "70000" })), ["port"]);
});

Deno.test("a stored channel is shown without its secrets, which stay where they are not typed anew", () => {
  const stored = view({ kind: "telegram", chatId: "42" });
  const shown = draftOf(stored, "telegram", texts);
  assert.deepEqual([shown.name, shown.events, shown.isOn, shown.fields.chatId], ["mine", ["stop_hit"], false, "42"]);
  assert.equal(isKept(shown, stored), true);
  const read = formOf(shown, stored);
  assert.deepEqual("form" in read && read.form.channel, { kind: "telegram", chatId: "42", token: null });
});

Deno.test("a stored password goes to no other server", () => {
  const stored = view(SERVER);
  const shown = draftOf(stored, "email", texts);
  assert.deepEqual([isKept(shown, stored), faultsOf(shown, stored)], [true, []]);
  const elsewhere = { ...shown, fields: { ...shown.fields, host: "evil.test" } };
  assert.deepEqual([isKept(elsewhere, stored), faultsOf(elsewhere, stored)], [false, ["password"]]);
});
