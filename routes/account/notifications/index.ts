/** The user's channels of notifications: all of them with what was told, and one that is stored. */
import { jsonOf } from "../../../web/json_body.ts";
import { channelForm } from "../../../web/notification_form.ts";
import { HISTORY_LENGTH } from "../../../web/notification_services.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ state: { language, services: { notifications } } }) =>
    Response.json({
      channels: await notifications.channels(),
      history: await notifications.recent(HISTORY_LENGTH, language),
    }),
  POST: async ({ req, state: { services: { notifications } } }) => {
    const id = await notifications.save(channelForm.parse(await jsonOf(req)));
    return Response.json({ id, channels: await notifications.channels() });
  },
});
