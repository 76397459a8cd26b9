/** What the routes of notifications are sent, checked. */
import { z } from "zod";
import { channelChoice, channelInput } from "../domain/notification/channel.ts";

/** A channel that is to be tried. */
export const testForm = z.object({ id: z.uuid().nullable(), channel: channelInput });

/** A channel as it is filled in. */
export const channelForm = z.object({ ...testForm.shape, ...channelChoice.shape });

/** A channel that is to be forgotten. */
export const removalForm = z.object({ id: z.uuid() });
