/** The keeper's next version: it counts in cents. */
import { z } from "zod";
import { defineActor } from "../mod.ts";
import { keeperProtocol } from "./keeper.ts";

export default defineActor({
  protocol: keeperProtocol,
  args: z.undefined(),
  persist: {
    version: 2,
    state: z.object({ cents: z.number() }),
    migrate: (_version, old) => ({ cents: (old as { total: number }).total * 100 }),
  },
  init: (_ctx, _args, recovered) => recovered ?? { cents: 0 },
  on: {
    Add: (state, { by }) => {
      state.cents += by * 100;
    },
    Get: (state) => state.cents,
    Throw: () => {
      throw new Error("told to throw");
    },
  },
});
