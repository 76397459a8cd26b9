/** Sends a message by what the form of a channel holds; `problem` says what went wrong, null = it went out. */
import { jsonOf } from "../../../web/json_body.ts";
import { testForm } from "../../../web/notification_form.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  POST: async ({ req, state: { services: { notifications } } }) =>
    Response.json({ problem: await notifications.test(testForm.parse(await jsonOf(req))) }),
});
