/** Says what is wrong with a source, and what it declares. */
import { jsonOf } from "../../../web/json_body.ts";
import { define } from "../../../web/state.ts";
import { sourceBody } from "../../../web/workshop/bodies.ts";

export const handler = define.handlers({
  POST: async ({ req, state: { services } }) => {
    const { source } = sourceBody.parse(await jsonOf(req));
    return Response.json(await services.workshop.check(source));
  },
});
