/** Says what stands at a place of a source; null = nothing that has a name. */
import { jsonOf } from "../../../web/json_body.ts";
import { define } from "../../../web/state.ts";
import { placeBody } from "../../../web/workshop/bodies.ts";

export const handler = define.handlers({
  POST: async ({ req, state: { services } }) => {
    const { source, offset } = placeBody.parse(await jsonOf(req));
    return Response.json(await services.workshop.hover(source, offset));
  },
});
