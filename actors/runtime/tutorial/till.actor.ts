/** Holds a balance in cents. **Hears** `Pay`, `Refund`, `GetBalance`. **On restart** the balance is as it was. */
import { z } from "zod";
import { defineActor } from "../mod.ts";

export const tillProtocol = {
  Pay: { in: z.object({ cents: z.number().int() }) },
  Refund: { in: z.object({ cents: z.number().int() }) },
  GetBalance: { out: z.number().int() },
} as const;

const balance = z.object({ cents: z.number().int() });

export default defineActor({
  protocol: tillProtocol,
  args: z.undefined(),
  persist: { version: 1, state: balance },
  init: (_ctx, _args, recovered?: z.infer<typeof balance>) => recovered ?? { cents: 0 },
  on: {
    Pay(state, { cents }) {
      state.cents += cents;
    },
    Refund(state, { cents }) {
      if (cents > state.cents) throw new RangeError(`Cannot refund ${cents} cents: the till holds ${state.cents}`);
      state.cents -= cents;
    },
    GetBalance: (state) => state.cents,
  },
});
