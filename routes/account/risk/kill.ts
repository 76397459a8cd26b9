/** Turns the user's kill switch on. */
import { z } from "zod";
import { jsonOf } from "../../../web/json_body.ts";
import { define } from "../../../web/state.ts";

const body = z.object({ sells: z.boolean() });

export const handler = define.handlers({
  POST: async ({ req, state: { services: { risk } } }) => {
    const { sells } = body.parse(await jsonOf(req));
    return Response.json(await risk.engage(sells));
  },
});
