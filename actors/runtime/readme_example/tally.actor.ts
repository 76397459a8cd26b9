/** Holds a count. **Hears** `Count`, `GetCount`. **On restart** begins at `from` again. */
import { z } from "zod";
import { defineActor } from "../mod.ts";

export const tallyProtocol = {
  Count: { in: z.object({ by: z.number() }) },
  GetCount: { out: z.number() },
} as const;

export default defineActor({
  protocol: tallyProtocol,
  args: z.object({ from: z.number() }),
  init: (_ctx, { from }) => ({ count: from }),
  on: {
    Count(state, { by }) {
      if (by > 1_000) throw new RangeError(`Cannot count by ${by}: at most 1000 at once`);
      state.count += by;
    },
    GetCount: (state) => state.count,
  },
});
