/** Says what can stand at a place of a source. */
import { jsonOf } from "../../../web/json_body.ts";
import { define } from "../../../web/state.ts";
import { placeBody } from "../../../web/workshop/bodies.ts";

export const handler = define.handlers({
  POST: async ({ req, state: { services } }) => {
    const { source, offset } = placeBody.parse(await jsonOf(req));
    return Response.json(await services.workshop.complete(source, offset));
  },
});
