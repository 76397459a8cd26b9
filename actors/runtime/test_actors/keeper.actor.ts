/** Holds a number that outlives crashes and upgrades. */
import { z } from "zod";
import { defineActor } from "../mod.ts";
import { keeperProtocol } from "./keeper.ts";

export default defineActor({
  protocol: keeperProtocol,
  args: z.undefined(),
  persist: { version: 1, state: z.object({ total: z.number() }) },
  init: (_ctx, _args, recovered) => recovered ?? { total: 0 },
  on: {
    Add: (state, { by }) => {
      state.total += by;
    },
    Get: (state) => state.total,
    Throw: (state) => {
      state.total = -1;
      throw new Error("told to throw");
    },
  },
});
