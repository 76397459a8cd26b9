/** The source of a version. */
import { define } from "../../../../../../web/state.ts";
import { ofVersion } from "../../../../../../web/workshop/bodies.ts";

export const handler = define.handlers({
  GET: async ({ params, state: { services } }) => {
    const { id, number } = ofVersion.parse(params);
    const source = await services.workshop.version(id, number);
    return Response.json({ source }, { headers: { "cache-control": "no-store" } });
  },
});
