/** Messages by a bot of Telegram (Bot API, `sendMessage`). */
import { z } from "zod";
import type { ChannelConfig } from "../domain/notification/channel.ts";
import type { Delivery, Sending } from "./delivery.ts";
import { delivered, jsonOf, type Said } from "./http_delivery.ts";
import { type Message, textOf } from "./message.ts";

/** As many as a message may have there. */
const MOST_CHARACTERS = 4_096;

const answer = z.object({
  ok: z.boolean(),
  description: z.string().optional(),
  parameters: z.object({ retry_after: z.number().min(0).optional() }).optional(),
});

/** Sends plain text: what looks like markup is shown as it is. */
export function sendByTelegram(
  { chatId, token }: Extract<ChannelConfig, { kind: "telegram" }>,
  message: Message,
  sending: Sending,
): Promise<Delivery> {
  const body = JSON.stringify({
    chat_id: chatId,
    text: textOf(message, MOST_CHARACTERS),
    link_preview_options: { is_disabled: true },
  });
  return delivered({ url: `${sending.telegramUrl}/bot${token}/sendMessage`, body, isOurs: true }, sending, read);
}

function read(text: string): Said | null {
  const said = answer.safeParse(jsonOf(text));
  if (!said.success) return null;
  const { ok, description, parameters } = said.data;
  const seconds = parameters?.retry_after;
  return { isTaken: ok, reason: description ?? null, waitMs: seconds === undefined ? null : seconds * 1_000 };
}
