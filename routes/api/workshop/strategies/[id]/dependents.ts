/** What hangs on a strategy. */
import { define } from "../../../../../web/state.ts";
import { ofStrategy } from "../../../../../web/workshop/bodies.ts";

export const handler = define.handlers({
  GET: async ({ params, state: { services } }) => {
    const told = await services.workshop.dependents(ofStrategy.parse(params).id);
    return Response.json(told, { headers: { "cache-control": "no-store" } });
  },
});
