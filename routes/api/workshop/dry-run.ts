/** Runs a source over some candles of a market. */
import { jsonOf } from "../../../web/json_body.ts";
import { define } from "../../../web/state.ts";
import { dryRunBody } from "../../../web/workshop/bodies.ts";

export const handler = define.handlers({
  POST: async ({ req, state: { services } }) =>
    Response.json(await services.workshop.dryRun(dryRunBody.parse(await jsonOf(req)))),
});
