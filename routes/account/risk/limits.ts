/** Stores limits for all of the user's accounts, or for one. */
import { z } from "zod";
import { riskLimits } from "../../../domain/risk/limits.ts";
import { jsonOf } from "../../../web/json_body.ts";
import { define } from "../../../web/state.ts";

const body = z.object({ brokerId: z.uuid().nullable(), limits: riskLimits, countsAnew: z.boolean() });

export const handler = define.handlers({
  POST: async ({ req, state: { services: { risk } } }) => {
    await risk.save(body.parse(await jsonOf(req)));
    return Response.json(await risk.view());
  },
});
