/** The user's strategies: all of them, and a new one. */
import { jsonOf } from "../../../../web/json_body.ts";
import { define } from "../../../../web/state.ts";
import { strategyDraft } from "../../../../web/workshop/bodies.ts";

export const handler = define.handlers({
  GET: async ({ state: { services } }) =>
    Response.json(await services.workshop.list(), { headers: { "cache-control": "no-store" } }),
  POST: async ({ req, state: { services } }) =>
    Response.json(await services.workshop.create(strategyDraft.parse(await jsonOf(req)))),
});
