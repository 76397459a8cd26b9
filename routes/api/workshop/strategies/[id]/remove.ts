/** Removes a strategy. */
import { jsonOf } from "../../../../../web/json_body.ts";
import { define } from "../../../../../web/state.ts";
import { ofStrategy, removeBody } from "../../../../../web/workshop/bodies.ts";

export const handler = define.handlers({
  POST: async ({ req, params, state: { services } }) => {
    const { id } = ofStrategy.parse(params);
    await services.workshop.remove(id, removeBody.parse(await jsonOf(req)).stop);
    return Response.json({});
  },
});
