/** What opens channels of notifications: sealed for its row, and opened where a message is sent. */
import { type NotificationChannel, SEALED_CHANNEL_SECRETS } from "../db/notification_channels.ts";
import {
  type ChannelConfig,
  channelConfig,
  type ChannelSecrets,
  channelSecrets,
} from "../domain/notification/channel.ts";
import { type SecretBox, SecretUnreadable } from "../security/secret_box.ts";

type Row = Pick<NotificationChannel, "id" | "userId">;

/** Seals the secrets of a channel. */
export function sealSecrets(box: SecretBox, secrets: ChannelSecrets, row: Row): string {
  return box.seal(JSON.stringify(secrets), placeOf(row));
}

/** The secrets of a channel; null where they open with no key that is here. */
export function openSecrets(
  box: SecretBox,
  of: Row & Pick<NotificationChannel, "sealedSecrets">,
): ChannelSecrets | null {
  try {
    return channelSecrets.parse(JSON.parse(box.open(of.sealedSecrets, placeOf(of))));
  } catch (error) {
    if (!(error instanceof SecretUnreadable)) throw error;
    return null;
  }
}

/** A channel with all that is needed to send; null where its secrets open with no key that is here. */
export function openChannel(box: SecretBox, of: NotificationChannel): ChannelConfig | null {
  const secrets = openSecrets(box, of);
  return secrets && channelConfig.parse({ ...of.settings, ...secrets });
}

function placeOf({ id, userId }: Row) {
  return { ...SEALED_CHANNEL_SECRETS, rowId: id, userId };
}
