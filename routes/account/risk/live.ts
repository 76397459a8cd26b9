/** Turns the live switch of one of the user's accounts on, with its name typed, or off. */
import { z } from "zod";
import { jsonOf } from "../../../web/json_body.ts";
import { define } from "../../../web/state.ts";

const body = z.object({ brokerId: z.uuid(), isOn: z.boolean(), name: z.string().max(200) });

export const handler = define.handlers({
  POST: async ({ req, state: { services: { risk } } }) => {
    const { brokerId, isOn, name } = body.parse(await jsonOf(req));
    await risk.setLive(brokerId, isOn, name);
    return Response.json(await risk.view());
  },
});
