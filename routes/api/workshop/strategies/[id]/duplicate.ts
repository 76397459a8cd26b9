/** Makes a copy of a strategy. */
import { jsonOf } from "../../../../../web/json_body.ts";
import { define } from "../../../../../web/state.ts";
import { emptyBody, ofStrategy } from "../../../../../web/workshop/bodies.ts";

export const handler = define.handlers({
  POST: async ({ req, params, state: { services } }) => {
    const { id } = ofStrategy.parse(params);
    emptyBody.parse(await jsonOf(req));
    return Response.json(await services.workshop.duplicate(id));
  },
});
