/** Messages by a webhook of a channel at Discord (`Execute Webhook`). */
import { z } from "zod";
import type { ChannelConfig } from "../domain/notification/channel.ts";
import type { Delivery, Sending } from "./delivery.ts";
import { delivered, jsonOf, type Said } from "./http_delivery.ts";
import { type Message, textOf } from "./message.ts";

/** As many as a message may have there. */
const MOST_CHARACTERS = 2_000;
/** Of a message: previews of its addresses are not shown. */
const SUPPRESS_EMBEDS = 4;

const answer = z.object({
  id: z.string().optional(),
  message: z.string().optional(),
  retry_after: z.number().min(0).optional(),
});

/** Sends plain text that calls nobody. The address is put together anew: wherever it led, it leads to Discord. */
export function sendByDiscord(
  { url }: Extract<ChannelConfig, { kind: "discord" }>,
  message: Message,
  sending: Sending,
): Promise<Delivery> {
  const [, id, token] = /\/webhooks\/(\d+)\/([\w-]+)/.exec(url)!;
  const text = [message.title, ...message.lines].map(withoutMarkup);
  const body = JSON.stringify({
    content: textOf({ title: text[0]!, lines: text.slice(1) }, MOST_CHARACTERS),
    allowed_mentions: { parse: [] },
    flags: SUPPRESS_EMBEDS,
  });
  const address = `${sending.discordUrl}/api/webhooks/${id}/${token}?wait=true`;
  return delivered({ url: address, body, isOurs: true }, sending, read);
}

/** What Discord would take for markup is shown as it is. */
function withoutMarkup(text: string): string {
  return text.replaceAll(/[\\*_~`|>[\]#-]/g, "\\$&");
}

function read(text: string): Said | null {
  const said = answer.safeParse(jsonOf(text));
  if (!said.success) return null;
  const { id, message, retry_after: seconds } = said.data;
  return { isTaken: id !== undefined, reason: message ?? null, waitMs: seconds === undefined ? null : seconds * 1_000 };
}
