/** How the user's orders are limited: kill switch, limits, live switches. */
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  GET: async ({ state: { services: { risk } } }) => Response.json(await risk.view()),
});
