/** Forgets a channel of notifications, with its secrets. */
import { jsonOf } from "../../../web/json_body.ts";
import { removalForm } from "../../../web/notification_form.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  POST: async ({ req, state: { services: { notifications } } }) => {
    await notifications.remove(removalForm.parse(await jsonOf(req)).id);
    return Response.json({ channels: await notifications.channels() });
  },
});
