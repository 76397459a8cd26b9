/** Makes a strategy. */
import { jsonOf } from "../../../../web/json_body.ts";
import { define } from "../../../../web/state.ts";
import { strategyDraft } from "../../../../web/workshop/bodies.ts";

export const handler = define.handlers({
  POST: async ({ req, state: { services } }) =>
    Response.json(await services.workshop.create(strategyDraft.parse(await jsonOf(req)))),
});
