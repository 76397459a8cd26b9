/** Sends a message by a channel, whatever its kind. */
import type { ChannelConfig } from "../domain/notification/channel.ts";
import type { Delivery, Sending } from "./delivery.ts";
import { sendByDiscord } from "./discord.ts";
import { sendByEmail } from "./email.ts";
import type { Message } from "./message.ts";
import { sendByTelegram } from "./telegram.ts";
import { sendByWebhook } from "./webhook.ts";

/**
 * Sends once, and says what came of it. A message that was answered in a way that we do not understand, or whose answer did
 * not come, may have gone out.
 * @throws {unknown} the signal's reason when that ends it.
 */
export function send(config: ChannelConfig, message: Message, sending: Sending): Promise<Delivery> {
  switch (config.kind) {
    case "telegram":
      return sendByTelegram(config, message, sending);
    case "discord":
      return sendByDiscord(config, message, sending);
    case "webhook":
      return sendByWebhook(config, message, sending);
    case "email":
      return sendByEmail(config, message, sending);
  }
}
