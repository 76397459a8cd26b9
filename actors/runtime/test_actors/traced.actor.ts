/** Passes a message on, or takes it. **Hears** `Pass`. **On restart** nothing is lost. */
import { z } from "zod";
import { defineActor } from "../mod.ts";

export const tracedProtocol = { Pass: { in: z.object({ to: z.array(z.string()) }), out: z.string() } } as const;

export default defineActor({
  protocol: tracedProtocol,
  args: z.undefined(),
  init: () => null,
  on: {
    async Pass(_state, { to: [next, ...to] }, ctx) {
      return next === undefined ? ctx.self.path : await ctx.whereis(next, tracedProtocol).ask("Pass", { to });
    },
  },
});
