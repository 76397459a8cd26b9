/**
 * Messages to a program of anybody's: JSON, signed as "Standard Webhooks" has it, so that its receivers can tell with any
 * library of that name who sent it, when, and whether it is the one they have already.
 */
import { createHash, createHmac } from "node:crypto";
import type { ChannelConfig } from "../domain/notification/channel.ts";
import type { Delivery, Sending } from "./delivery.ts";
import { delivered } from "./http_delivery.ts";
import { type Message, textOf } from "./message.ts";

const MOST_CHARACTERS = 10_000;
/** More than fit in here are told by their number in the text alone. */
const MOST_ITEMS = 100;
const ID_CHARACTERS = 32;

/** Sends everything as data, with the text beside it. */
export function sendByWebhook(
  { url, key }: Extract<ChannelConfig, { kind: "webhook" }>,
  message: Message,
  sending: Sending,
): Promise<Delivery> {
  const { title, items, isTest } = message;
  const id = idOf(message);
  const timestamp = String(Math.floor(sending.nowMs / 1_000));
  const body = JSON.stringify({
    id,
    isTest,
    title,
    text: textOf(message, MOST_CHARACTERS),
    count: items.length,
    notifications: items.slice(0, MOST_ITEMS),
  });
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatureOf({ id, timestamp, body }, key),
  };
  return delivered({ url, body, headers }, sending);
}

/** The signature of a message: HMAC-SHA256 under the key's bytes. */
export function signatureOf(
  { id, timestamp, body }: { readonly id: string; readonly timestamp: string; readonly body: string },
  key: string,
): string {
  const bytes = Buffer.from(key.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", bytes).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

/** The same for the same things told; a test is new each time. */
function idOf({ items, isTest }: Message): string {
  const told = isTest ? [crypto.randomUUID()] : items.map(({ id }) => id);
  return `msg_${createHash("sha256").update(told.join()).digest("hex").slice(0, ID_CHARACTERS)}`;
}
