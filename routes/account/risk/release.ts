/** Turns the user's kill switch off. */
import { jsonOf } from "../../../web/json_body.ts";
import { define } from "../../../web/state.ts";

export const handler = define.handlers({
  POST: async ({ req, state: { services: { risk } } }) => {
    await jsonOf(req); // no form of another site has this type
    await risk.release();
    return Response.json(await risk.view());
  },
});
