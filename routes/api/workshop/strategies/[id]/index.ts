/** A strategy with its versions; and saving it. */
import { jsonOf } from "../../../../../web/json_body.ts";
import { define } from "../../../../../web/state.ts";
import { ofStrategy, strategyDraft } from "../../../../../web/workshop/bodies.ts";

export const handler = define.handlers({
  GET: async ({ params, state: { services } }) => {
    const told = await services.workshop.open(ofStrategy.parse(params).id);
    return Response.json(told, { headers: { "cache-control": "no-store" } });
  },
  POST: async ({ req, params, state: { services } }) => {
    const { id } = ofStrategy.parse(params);
    return Response.json(await services.workshop.save(id, strategyDraft.parse(await jsonOf(req))));
  },
});
